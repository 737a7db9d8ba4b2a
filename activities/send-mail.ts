import { ApplicationFailure } from '@temporalio/activity';
import type { Activities } from '../src/contract/activities';
import { MAIL_REFUSED } from '../src/contract/mail';
import { MailFailure } from '../src/mail/transport';
import type { MailSteps } from '../src/mail/send';

/** Hands a mail to the mail server. What the server will never take isn't tried again. */
export function sendMail({ send }: Pick<MailSteps, 'send'>): Activities['sendMail'] {
  return async (mailId) => {
    try {
      return await send(mailId);
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error;
      const { reason, permanent } = error;
      throw ApplicationFailure.create({
        ...{ message: reason, type: permanent ? MAIL_REFUSED : 'MailDeferred', nonRetryable: permanent },
      });
    }
  };
}
