/** Signing in on a program that keeps its mails in a folder. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type Answer, type App } from '../helpers/app';

/** The mail of a sign-in, once it is there. */
export async function readMail(mailFolder: string, { body }: Answer): Promise<string> {
  for (;;) {
    const file = path.join(mailFolder, `${String(body['signInId'])}.eml`);
    const mail = await readFile(file, 'utf8').catch(() => '');
    if (mail !== '') return mail;
    await delay(50);
  }
}

export const codeIn = (mail: string): string => /^Subject:.*\b(\d{6})\b/m.exec(mail)?.[1] ?? '';

export const askCode = ({ url }: Pick<App, 'url'>, token: string, email: string): Promise<Answer> =>
  ask(`${url}/sign-in/email`, 'POST', token, { email }, { 'accept-language': 'en' });

export const useCode = (
  { url }: Pick<App, 'url'>,
  token: string,
  asked: Answer,
  code: string,
): Promise<Answer> => ask(`${url}/sign-in/email/${String(asked.body['signInId'])}`, 'POST', token, { code });

/** @returns the token of the new session. */
export async function signInOn(app: App, mailFolder: string, token: string, email: string): Promise<string> {
  const asked = await askCode(app, token, email);
  const used = await useCode(app, token, asked, codeIn(await readMail(mailFolder, asked)));
  return String(used.body['token']);
}
