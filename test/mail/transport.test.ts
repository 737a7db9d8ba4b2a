/** Mail servers that are away, slow, or unwilling; and mails that are kept in a folder. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { folderTransport, MailFailure, smtpTransport, type Transport } from '../../src/mail/transport';

const ADDRESS = 'canary.maria@example.org';
const FROM = 'Tickets <tickets@box.example>';
const LETTER = { subject: 'Olá', text: 'A code: 123456\n', html: '<p>A code: 123456</p>' };
const letter = () => ({ id: randomUUID(), to: ADDRESS, ...LETTER });
const failure = (transport: Transport) => transport.send(letter()).then(fail, (error: unknown) => error);
const fail = () => {
  throw new Error('It was taken.');
};

/** A server that answers each command as told: a line, or nothing. */
async function scripted(answer: (line: string) => string | undefined, greeting = '220 mail') {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greeting) socket.write(`${greeting}\r\n`);
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const said = answer(line);
        if (said) socket.write(`${said}\r\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
const commands = (refused: Record<string, string>) => (line: string) => {
  const command = line.slice(0, 4).toUpperCase();
  if (command === 'EHLO') return refused[command] ?? '250-mail\r\n250 AUTH PLAIN';
  return refused[command] ?? '250 ok';
};

test.each([
  ['a wrong password', { AUTH: `535 5.7.8 ${ADDRESS} bad` }, 'user:wrong@', '535 EAUTH'],
  ['a password that is missing', { MAIL: `530 5.7.0 ${ADDRESS} authenticate` }, '', '530 EENVELOPE'],
  ['a way to sign in that is too weak', { AUTH: '534 5.7.9 too weak' }, 'user:word@', '534 EAUTH'],
])('%s is ours to correct: the mail waits', async (_what, refused, user, reason) => {
  const server = await scripted(commands(refused));
  const transport = smtpTransport(`smtp://${user}${server.host}`, FROM, 'box.example');
  const error = await failure(transport);
  expect(error).toBeInstanceOf(MailFailure);
  expect(error).toMatchObject({ permanent: false, reason });
  expect(String(error)).not.toContain('canary');
  transport.close();
  server.close();
});

test.each([
  ['RCPT', `550 <${ADDRESS}> unknown`, true],
  ['RCPT', `450 <${ADDRESS}> later`, false],
  ['MAIL', '421 closing', false],
])('%s answered with %s', async (command, reply, permanent) => {
  const server = await scripted(commands({ [command]: reply }));
  const transport = smtpTransport(`smtp://${server.host}`, FROM, 'box.example');
  const error = await failure(transport);
  expect(error).toMatchObject({
    permanent,
    reason: expect.stringMatching(new RegExp(`^${reply.slice(0, 3)} E`)),
  });
  expect(String(error)).not.toContain('canary');
  transport.close();
  server.close();
});

test('a server that is away is tried again', async () => {
  const server = await scripted(() => undefined);
  server.close();
  const transport = smtpTransport(`smtp://${server.host}`, FROM, 'box.example');
  expect(await failure(transport)).toMatchObject({ permanent: false });
  transport.close();
});

test('a server that says nothing is left, and tried again', async () => {
  const server = await scripted(() => undefined, '');
  const transport = smtpTransport(`smtp://${server.host}`, FROM, 'box.example');
  expect(await failure(transport)).toMatchObject({ permanent: false, reason: 'ETIMEDOUT' });
  transport.close();
  server.close();
}, 30_000);

test('a server that never says whether it took a mail is left, and gets it again', async () => {
  const ids: string[] = [];
  let reading = false;
  let answers = false;
  const server = await scripted((line) => {
    if (!reading) {
      reading = /^DATA/i.test(line);
      return reading ? '354 go on' : commands({})(line);
    }
    if (/^Message-ID:/i.test(line)) ids.push(line);
    if (line !== '.') return undefined;
    reading = false;
    return answers ? '250 taken' : undefined;
  });
  const transport = smtpTransport(`smtp://${server.host}`, FROM, 'box.example', 200);
  const one = letter();
  expect(await transport.send(one).catch((error: unknown) => error)).toMatchObject({
    ...{ permanent: false, reason: 'ETIMEDOUT' },
  });
  answers = true;
  await transport.send(one);
  expect(ids).toEqual(Array(2).fill(`Message-ID: <${one.id}@box.example>`));
  transport.close();
  server.close();
});

test('a server whose certificate nobody vouches for gets nothing, and the mail waits', async () => {
  const offered: string[] = [];
  // It has a certificate that it signed itself.
  const server = new SMTPServer({
    ...{ secure: true, authOptional: true, logger: false },
    onMailFrom({ address }, _session, done) {
      offered.push(address);
      done();
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const transport = smtpTransport(`smtps://127.0.0.1:${port}`, FROM, 'box.example');
  expect(await failure(transport)).toMatchObject({ permanent: false });
  expect(offered).toEqual([]);
  transport.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

test('a kept mail is a file for its owner only, named without the address; written again it is one file', async () => {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'mail-folder-')), 'mail');
  const transport = folderTransport(folder, FROM);
  const one = letter();
  await transport.send(one);
  await transport.send(one);
  expect(await readdir(folder)).toEqual([`${one.id}.eml`]);
  const file = path.join(folder, `${one.id}.eml`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(`Message-ID: <${one.id}@localhost>`);
  expect(text).toContain('Auto-Submitted: auto-generated');
  await rm(path.dirname(folder), { recursive: true });
});

test.each(['a@b.example\r\nBcc: x@evil.example', 'a@b.example, x@evil.example'])(
  'an address that is two, or a header, reaches nobody else: %j',
  async (to) => {
    const named: string[] = [];
    const server = await scripted((line) => {
      if (/^RCPT/i.test(line)) named.push(line);
      return /^DATA/i.test(line) ? '554 no' : commands({})(line);
    });
    const transport = smtpTransport(`smtp://${server.host}`, FROM, 'box.example');
    const error: unknown = await transport.send({ ...letter(), to }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ permanent: true });
    expect(String(error)).not.toContain('example');
    expect(named).toEqual([]);
    transport.close();
    server.close();
  },
);
