/** People whose every word can be recognised wherever it turns up. */
import { randomBytes } from 'node:crypto';
import { ask, type Answer, type App } from '../helpers/app';
import type { startFalseIssuer } from '../helpers/false-issuer';
import type { MailServer } from '../helpers/mail-server';
import { softKey } from '../helpers/soft-passkey';

/** Part of everything personal. */
export const MARK = randomBytes(6).toString('hex');

/** An address that only documents have, so that no other machine's can be taken for it. */
export const ADDRESS = '203.0.113.77';

/** What a person says in a field of this name. */
export const said = (field: string) => `canary.${field}.${MARK}`;
export const addressOf = (field: string) => `${said(field)}@example.org`;

type Issuer = Awaited<ReturnType<typeof startFalseIssuer>>;

export interface World {
  app: App;
  mail: MailServer;
  issuer: Issuer;
  /** What is personal and has no mark: codes, tokens, ids of passkeys. */
  secrets: Set<string>;
}

/** A person's browser. */
export function visitor({ app, mail, issuer, secrets }: World, token?: string) {
  // Passkeys need a host name.
  const url = app.url.replace('127.0.0.1', 'localhost');
  const { origin } = new URL(url);
  const own = {
    'user-agent': `Mozilla/5.0 (X11; Linux x86_64; ${said('agent')}) Firefox/150.0`,
    'accept-language': `en, x-${said('language').replaceAll('.', '-')}`,
    referer: `${origin}/sign-in/${said('referrer')}`,
    'x-forwarded-for': ADDRESS,
  };
  const me = {
    token,
    async send(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
      const answer = await ask(`${url}${path}`, method, me.token, body, { ...own, ...headers });
      if (typeof answer.body['token'] === 'string') secrets.add((me.token = answer.body['token']));
      return answer;
    },
    post: (path: string, body?: unknown, headers = {}) => me.send('POST', path, body, headers),
    begin: () => me.post('/session'),
    /** Asks for a code. @returns how to use it, and the code of the mail. */
    async askCode(email: string) {
      const { body } = await me.post('/sign-in/email', { email });
      const signInId = String(body['signInId']);
      return {
        signInId,
        use: (code: string) =>
          me.post(`/sign-in/email/${signInId}`, { code }, { 'idempotency-key': said('key-code') }),
        async mailed(): Promise<string> {
          for (let count = 1; ; count++) {
            await mail.untilTaken(count);
            const { messageId = '', subject = '' } = mail.taken[count - 1] ?? {};
            const code = /^\d{6}\b/.exec(subject)?.[0];
            if (code === undefined || !messageId.includes(signInId)) continue;
            secrets.add(code);
            return code;
          }
        },
      };
    },
    async signInByCode(email: string): Promise<Answer> {
      const asked = await me.askCode(email);
      return asked.use(await asked.mailed());
    },
    /** Adds a passkey. @returns signs in with it, in any browser. */
    async addPasskey(name: string) {
      const key = softKey();
      secrets.add(key.id);
      const { body } = await me.post('/me/passkeys/options');
      const answer = key.register({ challenge: String(body['challenge']), origin });
      const added = await me.post('/me/passkeys', { ...answer, name });
      const userHandle = String((await me.send('GET', '/me')).body['buyerId']);
      const signIn = async (browser: typeof me) => {
        const options = await browser.post('/sign-in/passkey/options');
        const challenge = String(options.body['challenge']);
        return browser.post('/sign-in/passkey', key.answer({ challenge, origin, userHandle }));
      };
      return { added, signIn, id: key.id };
    },
    /** Signs in with an account elsewhere. @returns where that ends. */
    async signInElsewhere(sub: string, email: string): Promise<string> {
      const open = async (path: string) => {
        const headers = { ...own, cookie: `bilheteria_session=${me.token ?? ''}` };
        const response = await fetch(`${url}${path}`, { redirect: 'manual', headers });
        const set = /bilheteria_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
        if (set !== undefined) secrets.add((me.token = decodeURIComponent(set)));
        return response.headers.get('location') ?? '';
      };
      const next = encodeURIComponent(`/events/rock?${said('next')}`);
      const led = await open(`/sign-in/oidc/elsewhere?next=${next}`);
      const claims = { sub, email, email_verified: true, name: said('name'), picture: said('picture') };
      const returned = issuer.authorize(led, { claims });
      for (const name of ['code', 'state']) secrets.add(returned[name] ?? '');
      return open(`/sign-in/oidc/elsewhere/callback?${new URLSearchParams(returned).toString()}`);
    },
    /** Opens a page. @returns its status. */
    async open(at: string): Promise<number> {
      const headers = { ...own, accept: 'text/html', cookie: `bilheteria_session=${me.token ?? ''}` };
      const response = await fetch(`${origin}${at}`, { redirect: 'manual', headers });
      await response.text();
      return response.status;
    },
    /** Asks for a ticket. @returns the address of the pre-order. */
    async order(eventId: string, key: string): Promise<string> {
      const items = [{ ticketType: 'pista', quantity: 1 }];
      const headers = { 'idempotency-key': said(key), prefer: 'wait=10' };
      const { body } = await me.post(`/events/${eventId}/pre-orders?${said('query')}`, { items }, headers);
      return `/pre-orders/${String(body['id'])}`;
    },
  };
  return me;
}
