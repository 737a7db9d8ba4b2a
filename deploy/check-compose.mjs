/** Checks the resolved compose file (on standard input): isolation, versions, and that data survives a restart. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Services that must not publish a port: it would have no login, or bypass the program. */
const INSIDE = ['postgres', 'temporal', 'temporal-schema', 'temporal-namespace', 'migrate'];

const { services, volumes } = parse(readFileSync(0, 'utf8'));
const problems = [];
for (const name of ['postgres', 'temporal', 'temporal-ui', 'migrate', 'serve-1', 'serve-2'])
  if (!services[name]) problems.push(`the service ${name} is missing`);
for (const [name, service] of Object.entries(services)) {
  const { image, ports = [], restart, volumes: mounts = [], network_mode, privileged } = service;
  if (!/:\d[\w.-]*$|:local$/.test(image ?? '')) problems.push(`${name}: its image ${image} has no version`);
  for (const port of ports) {
    const host = typeof port === 'string' ? port : (port.host_ip ?? '');
    if (!host.startsWith('127.0.0.1')) problems.push(`${name}: a port is open to the network`);
  }
  if (ports.length > 0 && INSIDE.includes(name)) problems.push(`${name}: it has a published port`);
  if (network_mode || privileged) problems.push(`${name}: it is not isolated from its host`);
  if (!service.logging?.options?.['max-size']) problems.push(`${name}: its log can fill the disk`);
  if (!service.mem_limit) problems.push(`${name}: it has no memory limit`);
  if (name.startsWith('serve'))
    for (const variable of ['PUBLIC_URL', 'TRUST_PROXY', 'KEEP_ALIVE_TIMEOUT_SECONDS', 'METRICS_PORT'])
      if (!(variable in (service.environment ?? {})))
        problems.push(`${name}: it doesn't pass on ${variable}`);
  if (name === 'postgres' && (restart !== 'unless-stopped' || mounts.length === 0))
    problems.push('postgres: it must restart with its data');
}

/** Whose login a service uses. */
const userOf = (name) => {
  const url = services[name]?.environment?.DATABASE_URL;
  return URL.canParse(url) ? new URL(url).username : '';
};
for (const name of ['serve-1', 'serve-2']) {
  if (userOf(name) === 'postgres') problems.push(`${name}: it is a superuser of Postgres`);
  if (userOf(name) === userOf('migrate')) problems.push(`${name}: it may change tables`);
  if (services.migrate?.environment?.DATABASE_APP_ROLE !== userOf(name))
    problems.push(`${name}: migrate gives its database user no rights`);
}
if (!volumes || Object.keys(volumes).length === 0) problems.push('there is no named volume');
for (const line of problems) console.error(line);
process.exitCode = problems.length > 0 ? 1 : 0;
