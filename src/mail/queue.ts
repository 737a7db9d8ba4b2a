import type { Transaction } from '../db/database';
import { insertMail } from '../db/mail';
import type { Language } from '../domain/money';
import { seal } from './sealed';
import type { MailKind } from './templates';

/** A mail that is to be sent. */
export interface Mail {
  /** Also names its workflow, and makes its Message-ID. */
  id: string;
  kind: MailKind;
  to: string;
  locale: Language;
  fields: Record<string, string>;
  /** From then on it isn't sent any more. */
  worthlessAt?: Date | undefined;
}

/** What is sealed of a mail. */
export type MailContent = Pick<Mail, 'to' | 'locale' | 'fields'>;

/** Encrypts what a mail says and to whom it goes. */
export const sealMail = (
  secrets: readonly [string, ...string[]],
  { id, to, locale, fields }: Pick<Mail, 'id' | keyof MailContent>,
): Buffer => seal({ to, locale, fields } satisfies MailContent, id, secrets);

/** Adds a mail to those that are to be sent, in the caller's transaction. Its workflow follows by itself. */
export async function queueMail(
  tx: Transaction,
  secrets: readonly [string, ...string[]],
  mail: Mail,
): Promise<void> {
  const { id, kind, worthlessAt } = mail;
  await insertMail(tx, { id, kind, worthlessAt, sealed: sealMail(secrets, mail) });
}
