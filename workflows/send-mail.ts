/** One mail, until the mail server has taken it or never will. */
import {
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import { MAIL_REFUSED, type MailInput } from '../src/contract/mail';
import { mailTaskQueue } from '../src/contract/names';
import type { Activities } from '../src/contract/activities';

const { giveUpMail } = proxyActivities<Activities>({
  startToCloseTimeout: '15s',
  retry: { initialInterval: '500ms', maximumInterval: '10s' },
});

/** @returns what became of it. @throws where the server refused it, or didn't take it within two days. */
export async function sendMail({ mailId, kind }: MailInput): Promise<string> {
  setCurrentDetails(`A mail: ${kind}.`);
  const { sendMail: send } = proxyActivities<Activities>({
    // Its pace is that of the mail server (MAIL_PER_SECOND).
    taskQueue: mailTaskQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '1m',
    scheduleToCloseTimeout: '48h',
    retry: {
      ...{ initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' },
      nonRetryableErrorTypes: [MAIL_REFUSED],
    },
  });
  try {
    return await send(mailId);
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : error;
    const reason = cause instanceof ApplicationFailure ? cause.message : 'not taken within two days';
    await giveUpMail(mailId, reason);
    throw ApplicationFailure.nonRetryable(`The mail was not sent: ${reason}`, MAIL_REFUSED);
  }
}
