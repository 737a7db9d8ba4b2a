import path from 'node:path';
import type { Database, Transaction } from '../db/database';
import { createMailDelay } from './delay';
import { queueMail, sealMail, type Mail } from './queue';
import { createMailSteps, type SendDependencies } from './send';
import { folderTransport, smtpTransport } from './transport';

export type { Mail } from './queue';

export interface MailOptions {
  db: Database;
  secrets: readonly [string, ...string[]];
  /** Without one, mails are kept in a folder. */
  smtpUrl?: string | undefined;
  /** Where mails are kept then. */
  folder: string;
  /** The sender, as `Name <address>` or an address alone. */
  from: string;
  /** How many mails the server takes in a second, from all processes together. */
  perSecond: number;
  onEnded?: SendDependencies['onEnded'];
}

export type MailService = ReturnType<typeof createMail>;

/** Mails: queued with what they belong to, sent by workflows. */
export function createMail({ db, secrets, smtpUrl, folder, from, perSecond, onEnded }: MailOptions) {
  const kept = path.resolve(folder);
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  const transport = smtpUrl ? smtpTransport(smtpUrl, from, domain) : folderTransport(kept, from);
  return {
    seal: (mail: Parameters<typeof sealMail>[1]) => sealMail(secrets, mail),
    queue: (tx: Transaction, mail: Mail) => queueMail(tx, secrets, mail),
    delaySeconds: createMailDelay(db, perSecond),
    steps: createMailSteps({ db, transport, secrets, onEnded }),
    perSecond,
    /** Where mails are kept; undefined where they are sent. */
    folder: smtpUrl ? undefined : kept,
    close: transport.close,
  };
}
