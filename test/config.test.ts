import { readConfig } from '../src/config';

test('without anything set the defaults hold', () => {
  expect(readConfig({})).toMatchObject({ HOST: '127.0.0.1', DATA_DIR: '.data', TEMPORAL_UI_PORT: 8233 });
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', HOST: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

test('every wrong variable is named', () => {
  const names = { TEMPORAL_DEPLOYMENT_NAME: 'a.b', TEMPORAL_WORKER_BUILD_ID: '__1' };
  const read = () => readConfig({ PORT: '70000', METRICS_PORT: 'x', ADMIN_TOKEN: 'short', ...names });
  expect(read).toThrow(/PORT: /);
  expect(read).toThrow(/METRICS_PORT: /);
  expect(read).toThrow(/ADMIN_TOKEN: needs at least 16 characters/);
  expect(read).toThrow(/TEMPORAL_DEPLOYMENT_NAME: letters/);
  expect(read).toThrow(/TEMPORAL_WORKER_BUILD_ID: letters/);
});

test('in production the secrets must be given', () => {
  const secret = '0123456789abcdef';
  expect(() => readConfig({ NODE_ENV: 'production', ADMIN_TOKEN: secret })).toThrow(/SESSION_SECRET/);
  expect(
    readConfig({ NODE_ENV: 'production', ADMIN_TOKEN: secret, SESSION_SECRET: secret }).ADMIN_TOKEN,
  ).toBe(secret);
});

test('nobody changes it afterwards', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});
