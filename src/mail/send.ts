import type { Database } from '../db/database';
import { endMail, readQueuedMail } from '../db/mail';
import { MailFailure, type Transport } from './transport';
import type { MailContent } from './queue';
import { open } from './sealed';
import { writeLetter } from './templates';

export type SentMail = 'sent' | 'expired' | 'not queued';

export interface SendDependencies {
  db: Database;
  transport: Transport;
  secrets: readonly [string, ...string[]];
}

/** Sending: the steps of a mail's workflow. */
export function createMailSteps({ db, transport, secrets }: SendDependencies) {
  return {
    /**
     * Hands a mail to the server, unless that was done. A crash between the server's answer and the row's change sends it
     * twice, with the same Message-ID.
     * @throws {MailFailure} where the server doesn't take it.
     */
    async send(mailId: string): Promise<SentMail> {
      const mail = await readQueuedMail(db, mailId);
      if (!mail) return 'not queued';
      if (mail.worthless) {
        await endMail(db, mailId, 'expired');
        return 'expired';
      }
      const content = open(mail.sealed, mailId, secrets) as MailContent | undefined;
      // Perhaps another process has the secret.
      if (!content)
        throw new MailFailure('it was sealed with a SESSION_SECRET that is not in the list', false);
      await transport.send({
        ...{ id: mailId, to: content.to },
        ...writeLetter(mail.kind, content.locale, content.fields),
      });
      await endMail(db, mailId, 'sent');
      return 'sent';
    },
    /** Records that a mail was never taken. */
    giveUp: (mailId: string, reason: string) => endMail(db, mailId, 'failed', reason),
  };
}

export type MailSteps = ReturnType<typeof createMailSteps>;
