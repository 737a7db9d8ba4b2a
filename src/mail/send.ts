import type { Database } from '../db/database';
import { readEmailOf } from '../db/buyers';
import { readEmail } from '../domain/email-address';
import { endMail, readQueuedMail } from '../db/mail';
import { MailFailure, type Transport } from './transport';
import type { MailContent } from './queue';
import { open } from './sealed';
import { writeLetter } from './templates';

export type MailOutcome = 'sent' | 'failed' | 'expired';
export type SentMail = 'sent' | 'expired' | 'not queued';

export interface SendDependencies {
  db: Database;
  transport: Transport;
  secrets: readonly [string, ...string[]];
  /** A mail was sent, or never will be. */
  onEnded?: ((kind: string, outcome: MailOutcome) => void) | undefined;
}

/** Sending: the steps of a mail's workflow. */
export function createMailSteps({ db, transport, secrets, onEnded }: SendDependencies) {
  const end = async (mailId: string, outcome: MailOutcome, reason?: string): Promise<void> => {
    const kind = await endMail(db, mailId, outcome, reason);
    if (kind !== undefined) onEnded?.(kind, outcome);
  };
  /**
   * The address that the buyer has proved, where one has this mailbox: another spelling, such as with a tag, may be
   * somebody else's mailbox on their server. It is looked up here, so that no answer takes longer for a known one.
   */
  async function addressOf(to: string): Promise<string> {
    const key = readEmail(to)?.key;
    return (key === undefined ? undefined : await readEmailOf(db, key)) ?? to;
  }
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
        await end(mailId, 'expired');
        return 'expired';
      }
      const content = open(mail.sealed, mailId, secrets) as MailContent | undefined;
      // Perhaps another process has the secret.
      if (!content)
        throw new MailFailure('it was sealed with a SESSION_SECRET that is not in the list', false);
      await transport.send({
        ...{ id: mailId, to: await addressOf(content.to) },
        ...writeLetter(mail.kind, content.locale, content.fields),
      });
      await end(mailId, 'sent');
      return 'sent';
    },
    /** Records that a mail was never taken. */
    giveUp: (mailId: string, reason: string) => end(mailId, 'failed', reason),
  };
}

export type MailSteps = ReturnType<typeof createMailSteps>;
