/** Tests the check of the compose file. (`deploy/check-compose.sh` runs it on the resolved file.) */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

interface Compose {
  services: Record<string, Record<string, unknown>>;
}
const check = (break_: (services: Compose['services']) => void) => {
  const compose = parse(COMPOSE, { merge: true }) as Compose;
  break_(compose.services);
  const ran = spawnSync(process.execPath, ['deploy/check-compose.mjs'], { input: stringify(compose) });
  return { code: ran.status, said: ran.stderr.toString() };
};
// Variables as if they were set.
const COMPOSE = readFileSync('docker-compose.yml', 'utf8').replace(/\$\{\w+:\?\}/g, 'x');
const OWNER = 'postgres://bilheteria_owner:x@postgres:5432/bilheteria';
const change = (name: string, more: Record<string, unknown>) => (services: Compose['services']) =>
  void (services[name] = { ...services[name], ...more });

test('our compose file passes', () => {
  expect(check(() => undefined)).toEqual({ code: 0, said: '' });
});

test.each([
  ['temporal-ui', { ports: ['8233:8080'] }, 'temporal-ui: a port is open to the network'],
  ['temporal-ui', { ports: [{ target: 8080, published: '8233' }] }, 'a port is open to the network'],
  ['temporal-ui', { ports: ['0.0.0.0:8233:8080'] }, 'a port is open to the network'],
  ['serve-1', { ports: ['3001:3000'] }, 'serve-1: a port is open to the network'],
  ['temporal', { ports: ['127.0.0.1:7233:7233'] }, 'temporal: it has a published port'],
  ['postgres', { ports: ['5432:5432'] }, 'postgres: a port is open to the network'],
  ['postgres', { network_mode: 'host' }, 'postgres: it is not isolated from its host'],
  ['temporal', { image: 'temporalio/server:latest' }, 'has no version'],
  ['temporal', { mem_limit: undefined }, 'temporal: it has no memory limit'],
  ['postgres', { logging: {} }, 'postgres: its log can fill the disk'],
  ['serve-2', { environment: {} }, "serve-2: it doesn't pass on TRUST_PROXY"],
  ['serve-1', { environment: { DATABASE_URL: 'postgres://postgres:x@y/z' } }, 'serve-1: it is a superuser'],
  ['serve-1', { environment: { DATABASE_URL: OWNER } }, 'serve-1: it may change tables'],
  ['migrate', { environment: { DATABASE_URL: OWNER } }, 'migrate gives its database user no rights'],
])('%s with %j fails', (name, more, says) => {
  const { code, said } = check(change(name, more));
  expect(code).toBe(1);
  expect(said).toContain(says);
});
