import type { NativeConnection, Worker } from '@temporalio/worker';
import { sendMail } from '../activities/send-mail';
import { TASK_QUEUE } from './contract/names';
import { startMails } from './mail/starter';
import type { Parts } from './parts';
import { createMailWorker } from './temporal/worker';

/** What sends mails in a process: the worker to run, and what ends besides. */
export interface MailSender {
  workers: Worker[];
  stop(): void;
}

/**
 * Sends mails from this process. One without SESSION_SECRET can't read what the others have sealed, and sends none.
 * Starting their workflows is begun here, the worker is the caller's to run.
 */
export async function openMailSender(
  { servers, db, mail, temporal, workflows, report }: Parts,
  connection: NativeConnection,
): Promise<MailSender> {
  if (!servers.secrets.sessionSecrets) return { workers: [], stop: () => undefined };
  const { steps, perSecond } = mail;
  const worker = await createMailWorker(
    ...([connection, temporal.namespace, TASK_QUEUE, sendMail(steps), perSecond] as const),
  );
  return { workers: [worker], stop: startMails(db, perSecond, workflows.startMail, report) };
}
