import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig, trimmed } from '../src/config';

test('the defaults apply if nothing is set', () => {
  expect(readConfig({})).toMatchObject({ HOST: '127.0.0.1', DATA_DIR: '.data', TEMPORAL_UI_PORT: 8233 });
});

test('an empty variable counts as unset', () => {
  expect(readConfig({ PORT: '', HOST: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

test('white space around a variable, such as the line end of a secret’s file, does not count', () => {
  const secrets = {
    ADMIN_TOKEN: 'a token of the operator\n',
    SESSION_SECRET: ' first of the secrets ,the second one of them\r\n',
  };
  expect(readConfig({ ...secrets, DATABASE_URL: 'postgres://a:b@c/d\n', PORT: '   ' })).toMatchObject({
    ADMIN_TOKEN: 'a token of the operator',
    SESSION_SECRET: ['first of the secrets', 'the second one of them'],
    DATABASE_URL: 'postgres://a:b@c/d',
  });
  expect(readConfig({ PORT: '   ' }).PORT).toBeUndefined();
  expect(trimmed({ TEMPORAL_API_KEY: 'key\n' })).toEqual({ TEMPORAL_API_KEY: 'key' });
});

test('the error names every invalid variable', () => {
  const names = { TEMPORAL_DEPLOYMENT_NAME: 'a.b', TEMPORAL_WORKER_BUILD_ID: '__1', TEMPORAL_UI_URL: 'ui' };
  const read = () => readConfig({ PORT: '70000', METRICS_PORT: 'x', ADMIN_TOKEN: 'short', ...names });
  expect(read).toThrow(/PORT: /);
  expect(read).toThrow(/METRICS_PORT: /);
  expect(read).toThrow(/ADMIN_TOKEN: must have at least 16 characters/);
  expect(read).toThrow(/TEMPORAL_DEPLOYMENT_NAME: must be at most 100 letters/);
  expect(read).toThrow(/TEMPORAL_WORKER_BUILD_ID: must be at most 100 letters/);
  expect(read).toThrow(/TEMPORAL_UI_URL: must be an http/);
});

test('proxies are trusted by number or by address, never all of them', () => {
  const trusted = (TRUST_PROXY: string) => readConfig({ TRUST_PROXY }).TRUST_PROXY;
  expect([trusted('1'), trusted('loopback, 10.0.0.0/8'), trusted('fd00::/8')]).toEqual([
    ...[1, 'loopback, 10.0.0.0/8', 'fd00::/8'],
  ]);
  for (const wrong of ['true', '0', '10.0.0.0/99', 'proxy.example.com', '*', '10.0.0.1,', '10.0.0.0/8/8'])
    expect(() => trusted(wrong)).toThrow(/TRUST_PROXY: must be the number/);
});

test('the time zone is one of the IANA database, and UTC by default', () => {
  const zone = (TIME_ZONE: string) => readConfig({ TIME_ZONE }).TIME_ZONE;
  expect([zone(''), zone('America/Sao_Paulo')]).toEqual(['UTC', 'America/Sao_Paulo']);
  for (const wrong of ['-03:00', 'Rio', 'PST'])
    expect(() => zone(wrong)).toThrow('TIME_ZONE: must be an IANA time zone, such as America/Sao_Paulo');
});

test('limits are whole numbers, and 0 means no limit', () => {
  expect(readConfig({ RATE_LIMIT_SESSION: '0' }).RATE_LIMIT_SESSION).toBe(0);
  for (const wrong of ['-1', '1.5', 'many'])
    expect(() => readConfig({ RATE_LIMIT_ADDRESS: wrong })).toThrow(/RATE_LIMIT_ADDRESS: /);
});

test('each provider of accounts has variables of its own', () => {
  const google = {
    OIDC_GOOGLE_ISSUER: 'https://accounts.google.com',
    OIDC_GOOGLE_CLIENT_ID: 'an id',
    OIDC_GOOGLE_CLIENT_SECRET: 'a secret\n',
  };
  const own = {
    ...{ OIDC_MY_CLUB_ISSUER: 'http://localhost:8080/realms/club', OIDC_MY_CLUB_NAME: 'The Club' },
    ...{ OIDC_MY_CLUB_CLIENT_ID: 'tickets', OIDC_MY_CLUB_CLIENT_SECRET: 'another' },
  };
  expect(readConfig({}).OIDC).toEqual([]);
  expect(readConfig({ ...google, ...own }).OIDC).toEqual([
    {
      ...{ id: 'google', name: 'Google', issuer: 'https://accounts.google.com' },
      ...{ clientId: 'an id', clientSecret: 'a secret' },
    },
    {
      ...{ id: 'my-club', name: 'The Club', issuer: 'http://localhost:8080/realms/club' },
      ...{ clientId: 'tickets', clientSecret: 'another' },
    },
  ]);
  expect(() => readConfig({ ...google, OIDC_GOOGLE_CLIENT_SECRET: '' })).toThrow(
    'OIDC_GOOGLE_CLIENT_SECRET: must be set',
  );
  for (const OIDC_GOOGLE_ISSUER of [
    'http://accounts.google.com',
    'accounts.google.com',
    'http://localhost.evil.example',
  ])
    expect(() => readConfig({ ...google, OIDC_GOOGLE_ISSUER })).toThrow(
      'OIDC_GOOGLE_ISSUER: must be an https address',
    );
});

const ADMIN_TOKEN = '5d0f7b3c9a6e41d28c17f0ab';
const SESSION_SECRET = 'b61e09d3f24c8a5770c9e1d4';
const production = { NODE_ENV: 'production', ADMIN_TOKEN, SESSION_SECRET };

test('production requires the secrets', () => {
  expect(() => readConfig({ NODE_ENV: 'production', ADMIN_TOKEN })).toThrow(/SESSION_SECRET: must be set/);
  expect(() => readConfig({ NODE_ENV: 'production', SESSION_SECRET })).toThrow(/ADMIN_TOKEN: must be set/);
  expect(readConfig(production).ADMIN_TOKEN).toBe(ADMIN_TOKEN);
  // A worker has no use for them.
  expect(readConfig({ NODE_ENV: 'production' }, { api: false }).ADMIN_TOKEN).toBeUndefined();
});

test.each([
  ...['a'.repeat(32), '0123456789abcdef', '12341234123412341234', 'abcabcabcabcabcabcabc'],
  ...['change-me-change-me-change-me', 'my-session-secret', 'Bilheteria-admin-token-2', 'passwordpassword'],
])('production refuses a secret that is easy to guess, without repeating it: %s', (weak) => {
  for (const name of ['ADMIN_TOKEN', 'SESSION_SECRET']) {
    const read = () => readConfig({ ...production, [name]: weak });
    expect(read).toThrow(`${name}: is easy to guess; use a long random text`);
    expect(read).not.toThrow(weak);
  }
  expect(readConfig({ ADMIN_TOKEN: weak }).ADMIN_TOKEN).toBe(weak);
});

test('production accepts every random secret', () => {
  for (let i = 0; i < 500; i++) {
    const random = randomBytes(16).toString(i % 2 ? 'hex' : 'base64');
    expect(readConfig({ ...production, ADMIN_TOKEN: random }).ADMIN_TOKEN).toBe(random);
  }
});

test('production refuses the same secret for two purposes', () => {
  expect(() => readConfig({ ...production, ADMIN_TOKEN: SESSION_SECRET })).toThrow(
    /must differ from ADMIN_TOKEN/,
  );
});

test('production refuses well-known database passwords and accepts others', () => {
  const with_ = (DATABASE_URL: string) => () => readConfig({ ...production, DATABASE_URL });
  for (const url of [
    'app:postgres@db',
    'app:app@db',
    'app:%70assword@db',
    'postgres:changeme@db/b',
    ':123456@db',
  ])
    expect(with_(`postgres://${url}`)).toThrow(/DATABASE_URL: has a well-known password/);
  expect(with_('postgres://app@db/b?password=secret')).toThrow(/DATABASE_URL: /);
  for (const url of [
    'app:x7Qe-91kLm@db/b',
    'app@db/b',
    '/b?host=/run/postgresql',
    'app:100%25z9Lq@db',
    'app:100%z9Lq@db',
  ])
    expect(with_(`postgres://${url}`)).not.toThrow();
});

test('the error about a malformed DATABASE_URL says what is wrong and never repeats it', () => {
  for (const url of [
    'postgres://app:canary/1@db:5432/b',
    'mysql://app:canary@db/b',
    'canary',
    'postgres://app:can#ary@db',
  ]) {
    const read = () => readConfig({ DATABASE_URL: url });
    expect(read).toThrow(/DATABASE_URL: must look like postgres:/);
    expect(read).not.toThrow(/can.?ary/);
  }
});

test('SESSION_SECRET is a list, and every secret in it must be long enough', () => {
  expect(readConfig({ SESSION_SECRET: `${SESSION_SECRET}, ${ADMIN_TOKEN}` }).SESSION_SECRET).toEqual([
    ...[SESSION_SECRET, ADMIN_TOKEN],
  ]);
  expect(() => readConfig({ SESSION_SECRET: `${SESSION_SECRET},short` })).toThrow(
    /SESSION_SECRET.*at least 16/,
  );
  expect(() => readConfig({ ...production, SESSION_SECRET: `${SESSION_SECRET},${'a'.repeat(20)}` })).toThrow(
    /SESSION_SECRET: is easy to guess/,
  );
});

test("a named profile can give Temporal's address", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'bilheteria config ')), 'temporal.toml');
  writeFileSync(file, '[profile.default]\naddress = "one:7233"\n[profile.sale]\naddress = "two:7233"\n');
  const read = (more: NodeJS.ProcessEnv) =>
    readConfig({ TEMPORAL_CONFIG_FILE: file, ...more }).TEMPORAL_ADDRESS;
  expect(read({})).toBe('one:7233');
  expect(read({ TEMPORAL_PROFILE: 'sale' })).toBe('two:7233');
  expect(read({ TEMPORAL_PROFILE: 'sale', TEMPORAL_ADDRESS: 'three:7233' })).toBe('three:7233');
  expect(() => read({ TEMPORAL_PROFILE: 'nobody' })).toThrow(/TEMPORAL_PROFILE.*cannot be read/);
  rmSync(path.dirname(file), { recursive: true });
});

test('the configuration is frozen', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});
