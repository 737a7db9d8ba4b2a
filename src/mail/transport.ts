import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import nodemailer from 'nodemailer';
import { readEmail } from '../domain/email-address';

/** A mail as it goes out. */
export interface OutgoingMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface Transport {
  /** @throws {MailFailure} */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** Why a mail couldn't be handed over. The message never repeats an address. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';

  /** @param permanent the server will never take this mail. */
  constructor(
    readonly reason: string,
    readonly permanent: boolean,
  ) {
    super(`The mail server did not take the mail: ${reason}.`);
  }
}

const CONNECT_MS = 10_000;
const SOCKET_MS = 30_000;

/**
 * @param host for Message-IDs, which stay the same however often a mail is tried.
 * @throws {MailFailure} for what isn't one address: a comma or a line end would make the mail reach others, too.
 */
function message({ id, to, ...mail }: OutgoingMail, from: string, host: string) {
  if (readEmail(to) === undefined) throw new MailFailure('it has no valid address', true);
  return {
    ...{ from, messageId: `<${id}@${host}>`, to, ...mail },
    // So that no out-of-office answer comes back.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/**
 * Hands mails to the server of an SMTP URL, over a few connections that stay open.
 * @param socketMs how long the server may say nothing, in milliseconds.
 */
export function smtpTransport(url: string, from: string, host: string, socketMs = SOCKET_MS): Transport {
  const mailer = nodemailer.createTransport({
    ...{ url, pool: true, maxConnections: 5, disableFileAccess: true, disableUrlAccess: true },
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: socketMs },
  });
  return {
    async send(mail) {
      const letter = message(mail, from, host);
      try {
        await mailer.sendMail(letter);
      } catch (error) {
        throw failureOf(error);
      }
    },
    close: () => mailer.close(),
  };
}

/** A password that is wrong or missing, a way to sign in that is too weak or needs TLS. */
const ABOUT_US = [530, 534, 535, 538];

/** 5xx is final, unless it is about us: a wrong password is ours to correct, and the mail can wait for it. */
function failureOf(error: unknown): MailFailure {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  const name = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : 'EUNKNOWN';
  const reply = typeof responseCode === 'number' ? responseCode : undefined;
  const ours = name === 'EAUTH' || name === 'ETLS' || (reply !== undefined && ABOUT_US.includes(reply));
  const permanent = reply !== undefined && reply >= 500 && !ours;
  return new MailFailure(reply === undefined ? name : `${reply} ${name}`, permanent);
}

/** Makes the folder for mails, for its owner only, unless it is there. */
export const makeMailFolder = (folder: string) => mkdir(folder, { recursive: true, mode: 0o700 });

/** Keeps mails as files, where there is no server. */
export function folderTransport(folder: string, from: string): Transport {
  const writer = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail) {
      const { message: bytes } = await writer.sendMail(message(mail, from, 'localhost'));
      await makeMailFolder(folder);
      const file = path.join(folder, `${mail.id}.eml`);
      // Whole, or not at all; written again it is the same.
      await writeFile(`${file}.part`, bytes as Buffer, { mode: 0o600 });
      await rename(`${file}.part`, file);
    },
    close: () => undefined,
  };
}
