/** A start that waiting can't help ends at once with a sentence, on the real servers. */
import { openDatabase } from '../../src/db/database';
import { waitFor } from '../../src/observability/wait-for';
import { connectTemporal } from '../../src/temporal/connection';

const url = () => new URL(process.env['TEST_POSTGRES_URL'] as string);
const changed = (change: (url: URL) => void) => {
  const one = url();
  change(one);
  return one.href;
};

/** Waits for Postgres at this URL. */
async function connect(href: string): Promise<unknown> {
  const db = openDatabase({ url: href, onError: () => undefined });
  const ping = () => db.query({ name: 'ping', text: 'SELECT 1' }, []);
  const said = jest.fn();
  try {
    return await waitFor('Postgres', ping, said);
  } finally {
    expect(said).not.toHaveBeenCalled();
    await db.close();
  }
}

test.each<[string, (url: URL) => void, RegExp]>([
  [
    'a wrong password',
    (one) => (one.password = 'wrong'),
    /^Postgres refuses the login: password authentication failed.* Check the user, the password/,
  ],
  ['no password', (one) => (one.password = ''), /^Postgres refuses the login: .*password must be a string/],
  [
    'a database that does not exist',
    (one) => (one.pathname = 'nowhere'),
    /^Postgres has no such database: database "nowhere" does not exist\. Create it, or correct DATABASE_URL/,
  ],
  [
    'SSL that the server does not have',
    (one) => one.searchParams.set('sslmode', 'require'),
    /^Postgres has no SSL, but DATABASE_URL asks for it/,
  ],
  [
    'a certificate file that does not exist',
    (one) => one.searchParams.set('sslrootcert', '/nowhere/ca.crt'),
    /^A file that DATABASE_URL names can't be read: .*\/nowhere\/ca\.crt/,
  ],
])('%s ends the start', async (_what, change, says) => {
  await expect(connect(changed(change))).rejects.toThrow(says);
});

describe('Temporal', () => {
  const before = { ...process.env };
  afterEach(() => (process.env = { ...before }));
  const connectWith = (environment: NodeJS.ProcessEnv) => {
    Object.assign(process.env, { TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'], ...environment });
    return waitFor('Temporal', () => connectTemporal(), jest.fn());
  };

  test('a namespace that does not exist ends the start', async () => {
    await expect(connectWith({ TEMPORAL_NAMESPACE: 'nowhere' })).rejects.toThrow(
      'Namespace nowhere is not found. Create it, or correct TEMPORAL_NAMESPACE.',
    );
  });

  test('TLS that the server does not have ends the start', async () => {
    await expect(connectWith({ TEMPORAL_TLS: 'true' })).rejects.toThrow(
      /^Temporal's TLS and ours don't agree: .* Check TEMPORAL_TLS/,
    );
  });
});

test('a server that does not listen yet is waited for, and the cause is said', async () => {
  const said: string[] = [];
  const db = openDatabase({ url: 'postgres://a:b@127.0.0.1:1/x', onError: () => undefined });
  let tries = 0;
  const attempt = async () => (tries++ === 0 ? db.query({ name: 'ping', text: 'SELECT 1' }, []) : 'up');
  expect(await waitFor('Postgres', attempt, (text) => said.push(text))).toBe('up');
  expect(said).toEqual(['waiting for Postgres: connect ECONNREFUSED 127.0.0.1:1']);
  await db.close();
});
