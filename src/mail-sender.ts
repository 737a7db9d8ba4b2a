import { access, constants } from 'node:fs/promises';
import type { NativeConnection, Worker } from '@temporalio/worker';
import { sendMail } from '../activities/send-mail';
import { TASK_QUEUE } from './contract/names';
import type { MailService } from './mail';
import { startMails } from './mail/starter';
import { makeMailFolder } from './mail/transport';
import type { Parts } from './parts';
import { createMailWorker } from './temporal/worker';

/** What sends mails in a process: the worker to run, and what ends besides. */
export interface MailSender {
  workers: Worker[];
  stop(): void;
}

/** Says at the start what would otherwise only be noticed by buyers who wait for a code. */
export async function warnOfMail({
  config,
  servers,
  mail,
  log,
}: Pick<Parts, 'config' | 'servers' | 'log'> & { mail: Pick<MailService, 'folder'> }): Promise<void> {
  if (!servers.secrets.sessionSecrets) {
    log.warn('Without SESSION_SECRET this process sends no mails. Set it to what the others have.');
    return;
  }
  if (mail.folder === undefined) return;
  const problem = await cannotKeep(mail.folder);
  if (problem !== undefined)
    log.warn(
      `Without SMTP_URL mails reach nobody, and they can't be kept in ${mail.folder} either (${problem}). ` +
        'They wait, for two days at most. Set SMTP_URL, or DATA_DIR to a folder that this process may write to.',
    );
  else if (config.NODE_ENV === 'production')
    log.warn(`Without SMTP_URL mails reach nobody: they are kept in ${mail.folder}.`);
}

/** @returns why no mail can be kept in a folder, such as `EROFS`; undefined where it can. */
async function cannotKeep(folder: string): Promise<string | undefined> {
  try {
    await makeMailFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
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
