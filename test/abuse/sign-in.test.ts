/** Somebody who tries to get in as somebody else, or to keep others from getting in. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import PostalMime from 'postal-mime';
import { freePort } from '../../src/embedded/ports';
import { ask, newBuyer, startApp, type Answer, type App } from '../helpers/app';
import { startFalseIssuer } from '../helpers/false-issuer';
import { besideNeighbour } from './neighbour';
import { askCode, codeIn, readMail, signInOn, useCode } from './people';

let folder: string;
let app: App;
let mails: string;
let issuer: Awaited<ReturnType<typeof startFalseIssuer>>;
let address = 0;
/** As a proxy says it, so that tests don't use up each other's limits. */
const from = () => ({ 'x-forwarded-for': `203.0.113.${address}` });
beforeEach(() => address++);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria sign-in '));
  mails = path.join(folder, 'mail');
  issuer = await startFalseIssuer('elsewhere');
  app = await startApp(folder, {
    ...{ PORT: String(await freePort()), TRUST_PROXY: '1' },
    OIDC_ELSEWHERE_ISSUER: issuer.url,
    OIDC_ELSEWHERE_CLIENT_ID: issuer.settings.clientId,
    OIDC_ELSEWHERE_CLIENT_SECRET: issuer.settings.clientSecret,
  });
}, 120_000);
afterAll(async () => {
  await app.end('SIGTERM');
  await issuer.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const someone = () => `ana.${randomUUID().slice(0, 8)}@example.org`;
const many = <T>(count: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)));
/** How often each answer was given. */
function counts(answers: Answer[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { status, body } of answers) {
    const what = `${status} ${typeof body['code'] === 'string' ? body['code'] : ''}`.trim();
    found[what] = (found[what] ?? 0) + 1;
  }
  return found;
}
const ask_ = (token: string, email: unknown) =>
  ask(`${app.url}/sign-in/email`, 'POST', token, { email }, { ...from(), 'accept-language': 'en' });

test('fifty guesses at once: five are tried, and the code is void for its owner, who gets another', async () => {
  const [token, email] = [await newBuyer(app), someone()];
  const asked = await ask_(token, email);
  const code = codeIn(await readMail(mails, asked));
  const wrong = code === '000000' ? '000001' : '000000';
  const guesses = await many(50, () => useCode(app, token, asked, wrong));
  expect(counts(guesses)).toEqual({ '401 wrong_code': 5, '410 code_expired': 45 });
  expect((await useCode(app, token, asked, code)).body['code']).toBe('code_expired');
  expect(await signInOn(app, mails, await newBuyer(app), email)).toMatch(/\./);
});

test('twenty wrong codes, from however many sessions: then even the right one opens nothing that day', async () => {
  const email = someone();
  const answers: Answer[] = [];
  for (let i = 0; i < 4; i++) {
    const token = await newBuyer(app);
    const asked = await ask_(token, email);
    const code = codeIn(await readMail(mails, asked));
    answers.push(
      ...(await many(10, () => useCode(app, token, asked, code === '000000' ? '000001' : '000000'))),
    );
  }
  expect(counts(answers)).toEqual({ '401 wrong_code': 20, '410 code_expired': 20 });
  const token = await newBuyer(app);
  const asked = await ask_(token, email);
  expect(asked.status).toBe(202);
  expect(codeIn(await readMail(mails, asked))).toBe('');
});

test('fifty sessions ask for codes for one mailbox, however it is spelt: five mails in an hour', async () => {
  const name = randomUUID().slice(0, 8);
  const spellings = [`Ana.${name}@gmail.com`, `ana${name}+x@googlemail.com`, `a.n.a.${name}@GMAIL.com`];
  const answers = await many(50, async (i) => ask_(await newBuyer(app), spellings[i % 3]));
  expect(counts(answers)).toEqual({ '202': 5, '429 too_many_requests': 45 });
});

test('one session asks for codes for fifty addresses: ten in an hour', async () => {
  const token = await newBuyer(app);
  expect(counts(await many(50, () => ask_(token, someone())))).toEqual({
    '202': 10,
    '429 too_many_requests': 40,
  });
});

test('one network asks for three thousand codes: a neighbour buys, and somebody else gets a code', async () => {
  const { attacked } = await besideNeighbour(app, async () => {
    const answers: Answer[] = [];
    for (let i = 0; i < 300; i++)
      answers.push(...(await many(10, async () => ask_(await newBuyer(app), someone()))));
    return answers;
  });
  // The minute of the limit may end meanwhile, once.
  const { 202: accepted = 0, '429 too_many_requests': refused = 0 } = counts(attacked);
  expect([150, 300]).toContain(accepted);
  expect(accepted + refused).toBe(3_000);
  address++;
  expect(await signInOn(app, mails, await newBuyer(app), someone())).toMatch(/\./);
}, 120_000);

test('a mail goes to one address and has the headers that we write, whatever the address says', async () => {
  const token = () => newBuyer(app);
  const before = (await readdir(mails)).length;
  const injected = [
    ...[
      '\r\nBcc: x@evil.example',
      '\nBcc: x@evil.example',
      '\rBcc: x@evil.example',
      '%0d%0aBcc: x@evil.example',
    ],
    ...['\u2028Bcc: x@evil.example', '\u0085Bcc: x@evil.example', ', x@evil.example', '; x@evil.example'],
    ...[' x@evil.example', '> RCPT TO:<x@evil.example', '\u0000', '(x@evil.example)', '?bcc=x@evil.example'],
    ...['＠evil.example', '\u200b', '\u202e', '.', '..', '＼r＼nBcc', '\ud800'],
  ];
  const refused = await many(injected.length * 2, async (i) => {
    const [more = '', name] = [injected[i >> 1], someone()];
    return ask_(await token(), i % 2 ? `${name}${more}` : name.replace('@', `${more}@`));
  });
  const accepted = refused.filter(({ status }) => status === 202);
  expect(refused.filter(({ status }) => status !== 202 && status !== 400)).toEqual([]);
  for (const asked of accepted) await readMail(mails, asked);
  expect((await readdir(mails)).filter((name) => name.endsWith('.eml')).length - before).toBe(
    accepted.length,
  );
  for (const asked of accepted) {
    const mail = await PostalMime.parse(
      await readFile(path.join(mails, `${String(asked.body['signInId'])}.eml`)),
    );
    expect(mail.to).toHaveLength(1);
    expect(mail.to?.[0]?.address).toMatch(/@example\.org$/);
    expect([mail.cc, mail.bcc, mail.replyTo]).toEqual([undefined, undefined, undefined]);
  }
});

test('what is good for one thing is good for nothing else', async () => {
  const [anonymous, owner] = [await newBuyer(app), await newBuyer(app)];
  const known = await signInOn(app, mails, owner, someone());
  const asked = await askCode(app, anonymous, someone());
  const code = codeIn(await readMail(mails, asked));
  const signIn = await ask(`${app.url}/admin/session`, 'POST', undefined, { token: app.adminToken });
  const operator = signIn.headers.getSetCookie()[0]?.split(';')[0]?.split('=')[1] ?? '';
  const service = await ask(`${app.url}/admin/tokens`, 'POST', app.adminToken, {
    name: 'shop',
    role: 'viewer',
  });
  const [serviceToken, serviceId] = [String(service.body['token']), String(service.body['id'])];
  const site = app.url.replace('127.0.0.1', 'localhost');
  const options = await ask(`${site}/sign-in/passkey/options`, 'POST', anonymous);
  const led = await fetch(`${app.url}/sign-in/oidc/elsewhere`, {
    redirect: 'manual',
    headers: { cookie: `bilheteria_session=${anonymous}` },
  });
  const state = new URL(led.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const { body: mine } = await ask(`${app.url}/me`, 'GET', known);
  const [session] = mine['sessions'] as { id: string }[];
  const things: Record<string, string> = {
    ...{ anonymous, known, operator, service: serviceToken, serviceId, admin: app.adminToken, code, state },
    ...{ signInId: String(asked.body['signInId']), challenge: String(options.body['challenge']) },
    ...{ buyerId: String(mine['buyerId']), sessionId: session?.id ?? '' },
  };
  /** Who may use each door. */
  const doors: Record<string, [string[], (thing: string) => Promise<{ status: number }>]> = {
    'a buyer’s bearer token': [['anonymous', 'known'], (thing) => ask(`${app.url}/me`, 'GET', thing)],
    'a buyer’s cookie': [
      ['anonymous', 'known'],
      (thing) => ask(`${app.url}/me`, 'GET', undefined, undefined, { cookie: `bilheteria_session=${thing}` }),
    ],
    'an operator’s bearer token': [
      ['admin', 'service'],
      (thing) => ask(`${app.url}/admin/events`, 'GET', thing),
    ],
    'an operator’s cookie': [
      ['operator'],
      (thing) =>
        ask(`${app.url}/admin/events`, 'GET', undefined, undefined, {
          cookie: `bilheteria_operator=${thing}`,
        }),
    ],
    'the admin token of a sign-in': [
      ['admin'],
      (token) => ask(`${app.url}/admin/session`, 'POST', undefined, { token }),
    ],
    'the id of a sign-in': [
      ['signInId'],
      (thing) => ask(`${app.url}/sign-in/email/${encodeURIComponent(thing)}`, 'POST', anonymous, { code }),
    ],
  };
  for (const [door, [mayEnter, enter]] of Object.entries(doors))
    for (const [name, thing] of Object.entries(things)) {
      const { status } = await enter(thing);
      expect([door, name, status >= 200 && status < 300]).toEqual([door, name, mayEnter.includes(name)]);
    }
}, 60_000);
