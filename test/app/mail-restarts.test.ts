/** The program is killed between a mail's row and its workflow, and its mail server is away: nothing is lost. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ask, newBuyer } from '../helpers/app';
import { startMailServer, type MailServer } from '../helpers/mail-server';
import { useOwnApp } from '../helpers/use-app';

const ADDRESS = 'canary.maria@example.org';
const environment: NodeJS.ProcessEnv = { MAIL_FROM: 'Tickets <tickets@box.example>', LOG_LEVEL: 'debug' };
let server: MailServer;
beforeAll(async () => {
  // Nothing answers at this port until the test says so.
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  environment['SMTP_URL'] = `smtp://127.0.0.1:${port}`;
  taken.close();
  await once(taken, 'close');
});
const app = useOwnApp(environment);
// After the program has ended: its server waits half a minute for open connections.
afterAll(() => server.close());

test('a code that was asked for before kill -9 arrives once the program and the mail server are back; the log has no address', async () => {
  let log = '';
  const listen = () => app.process.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  listen();
  const token = await newBuyer(app);
  const asked = await ask(`${app.url}/sign-in/email`, 'POST', token, { email: ADDRESS });
  // The row is there as soon as the answer is, and its workflow up to half a second later.
  await app.end('SIGKILL');
  expect(asked.status).toBe(202);
  await app.restart();
  listen();
  server = await startMailServer(Number(new URL(environment['SMTP_URL'] ?? '').port));
  await server.untilTaken(1);
  const [mail] = server.taken;
  expect(mail?.to).toEqual([expect.objectContaining({ address: ADDRESS })]);
  expect(mail?.messageId).toBe(`<${String(asked.body['signInId'])}@box.example>`);
  const code = /\b\d{6}\b/.exec(mail?.subject ?? '')?.[0] ?? '';
  const used = await ask(`${app.url}/sign-in/email/${String(asked.body['signInId'])}`, 'POST', token, {
    code,
  });
  expect(used.status).toBe(200);
  expect(log.length).toBeGreaterThan(0);
  expect(log).not.toContain('canary');
  expect(log).not.toContain(code);
}, 90_000);
