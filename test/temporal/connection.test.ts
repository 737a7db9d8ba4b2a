/**
 * How we connect to Temporal, seen from the other side: a server that asks for a client certificate and writes down what
 * it is told. Only the first request of a connection is answered, which is all that connecting needs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { connectTemporal } from '../../src/temporal/connection';

const folder = mkdtempSync(path.join(tmpdir(), 'bilheteria tls '));
const file = (name: string) => path.join(folder, name);
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });

interface Seen {
  headers: IncomingHttpHeaders;
  /** Whom the client's certificate names. */
  client: string | undefined;
  /** The server name that it asked for. */
  serverName: string | false | null;
}
/** Without a certificate there is an empty object instead of one. */
const subjectOf = (socket: TLSSocket) =>
  (socket.getPeerCertificate() as { subject?: { CN: string } }).subject?.CN;

let seen: Seen | undefined;
let server: Http2SecureServer;
const before = { ...process.env };

beforeAll(async () => {
  const subject = (name: string) => [
    '-nodes',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-subj',
    `/CN=${name}`,
  ];
  openssl('req', '-x509', ...subject('authority'), '-days', '1', '-keyout', 'ca.key', '-out', 'ca.pem');
  writeFileSync(file('names'), 'subjectAltName=DNS:temporal.internal');
  for (const name of ['server', 'client']) {
    openssl('req', ...subject(`the ${name}`), '-keyout', `${name}.key`, '-out', `${name}.csr`);
    openssl(
      ...[
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '1',
      ],
      ...['-extfile', 'names', '-out', `${name}.pem`],
    );
  }
  server = createSecureServer({
    ...{
      cert: readFileSync(file('server.pem')),
      key: readFileSync(file('server.key')),
      ca: readFileSync(file('ca.pem')),
    },
    ...{ requestCert: true, rejectUnauthorized: false },
  });
  server.on('stream', (stream, headers) => {
    const socket = stream.session?.socket as TLSSocket;
    seen ??= { headers, client: subjectOf(socket), serverName: socket.servername };
    // An empty message: the server has no capabilities to tell of.
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.alloc(5));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  seen = undefined;
  const { port } = server.address() as AddressInfo;
  process.env = { ...before, TEMPORAL_ADDRESS: `127.0.0.1:${port}`, TEMPORAL_NAMESPACE: 'sales.a1b2c' };
});
afterEach(() => {
  process.env = before;
});

const serverIsKnown = () => ({
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem'),
  TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
});

test('with mTLS we present our certificate and check the authority and name of the server', async () => {
  Object.assign(process.env, serverIsKnown(), {
    TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key'),
  });
  const { connection, namespace } = await connectTemporal();
  await connection.close();
  expect(namespace).toBe('sales.a1b2c');
  expect(seen).toMatchObject({ client: 'the client', serverName: 'temporal.internal' });
});

test('an API key is sent with every request, and only over TLS', async () => {
  Object.assign(process.env, serverIsKnown(), { TEMPORAL_API_KEY: 'a-key' });
  const { connection } = await connectTemporal();
  await connection.close();
  expect(seen).toMatchObject({ headers: { authorization: 'Bearer a-key' }, client: undefined });
});

test('a server that our authority does not know gets nothing, not even the API key', async () => {
  Object.assign(process.env, { TEMPORAL_API_KEY: 'a-key' });
  await expect(connectTemporal()).rejects.toThrow();
  expect(seen).toBeUndefined();
});

test('none of these settings apply to the embedded server', async () => {
  Object.assign(process.env, { TEMPORAL_API_KEY: 'a-key', TEMPORAL_TLS: 'true' });
  const { connection, namespace } = await connectTemporal(process.env['TEST_TEMPORAL_ADDRESS']);
  await connection.close();
  expect(namespace).toBe('default');
});
