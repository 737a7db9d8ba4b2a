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

/** Says at the start what would otherwise only be noticed by buyers who wait for a code. */
export function warnOfMail({ config, servers, log }: Pick<Parts, 'config' | 'servers' | 'log'>): void {
  if (!servers.secrets.sessionSecrets)
    log.warn('Without SESSION_SECRET this process sends no mails. Set it to what the others have.');
  else if (config.NODE_ENV === 'production' && config.SMTP_URL === undefined)
    log.warn('Without SMTP_URL mails reach nobody: they are kept in the folder "mail" of DATA_DIR.');
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
