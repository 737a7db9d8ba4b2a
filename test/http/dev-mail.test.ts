/** The page with kept mails is for this machine's user only. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderTransport } from '../../src/mail/transport';
import { startHttp, stopHttp } from '../helpers/http-app';

const ADDRESS = 'canary.maria@example.org';
const id = randomUUID();
let folder: string;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mail-pages-'));
  await folderTransport(folder, 'Tickets <tickets@box.example>').send({
    ...{ id, to: ADDRESS, subject: '<b>123456</b>', html: '' },
    text: 'A code: <script>\nhttps://box.example/sign-in/x?a=1&b="2\n',
  });
  await writeFile(path.join(folder, '..', 'outside.eml'), 'Subject: outside\r\n\r\nsecret');
  url = await startHttp({ devMailFolder: folder });
});
afterAll(async () => {
  await stopHttp();
  await rm(folder, { recursive: true });
  await rm(path.join(folder, '..', 'outside.eml'));
});

/** `fetch` sets the Host header itself. */
const get = (at: string, headers: Record<string, string> = {}, base = url) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    request(`${base}${at}`, { headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    })
      .on('error', reject)
      .end();
  });

test('lists mails and shows one as text, with links to follow; no address is in a link', async () => {
  const list = await get('/dev/mail');
  expect(list.status).toBe(200);
  expect(list.text).toContain(`href="/dev/mail/${id}"`);
  expect(list.text).toContain('&lt;b&gt;123456&lt;/b&gt;');
  const one = await get(`/dev/mail/${id}`);
  expect(one.text).toContain('href="https://box.example/sign-in/x?a=1&amp;b=');
  expect(one.text).not.toContain('<script>');
  expect(one.text).toContain(ADDRESS);
  for (const [, href] of (list.text + one.text).matchAll(/href="([^"]*)"/g)) expect(href).not.toContain('@');
});

test.each([
  ['another name', { host: 'evil.example' }],
  ['another name with our port', { host: 'localhost.evil.example:3000' }],
  ['a request that a proxy passes on', { host: 'localhost', 'x-forwarded-for': '203.0.113.9' }],
  [
    'a request that a proxy passes on, by another header',
    { host: 'localhost', forwarded: 'for=203.0.113.9' },
  ],
  ['a request that a proxy passes on under its own name', { host: 'localhost', via: '1.1 tunnel' }],
  [
    'a request that a proxy passes on with the real address',
    { host: 'localhost', 'x-real-ip': '203.0.113.9' },
  ],
])('%s gets 404', async (_what, headers) => {
  for (const at of ['/dev/mail', `/dev/mail/${id}`]) {
    const answer = await get(at, headers);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('canary');
  }
});

test.each(['/dev/mail/..%2Foutside', `/dev/mail/${randomUUID()}`, '/dev/mail/outside'])(
  'no mail at %s',
  async (at) => {
    expect((await get(at)).status).toBe(404);
  },
);

test('where mails are sent there is no such page', async () => {
  const without = await startHttp();
  expect((await get('/dev/mail', {}, without)).status).toBe(404);
});
