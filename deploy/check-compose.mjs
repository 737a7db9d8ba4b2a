/** Holds the resolved compose file (on standard input) against what we promise of it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What the public never reaches: its own port would be a way around the program, or has no login. */
const INSIDE = ['postgres', 'temporal', 'temporal-schema', 'temporal-namespace', 'migrate'];

const { services, volumes } = parse(readFileSync(0, 'utf8'));
const wrong = [];
for (const name of ['postgres', 'temporal', 'temporal-ui', 'migrate', 'serve-1', 'serve-2'])
  if (!services[name]) wrong.push(`there is no service ${name}`);
for (const [name, service] of Object.entries(services)) {
  const { image, ports = [], restart, volumes: mounts = [], network_mode, privileged } = service;
  if (!/:\d[\w.-]*$|:local$/.test(image ?? '')) wrong.push(`${name}: its image ${image} has no version`);
  for (const port of ports) {
    const host = typeof port === 'string' ? port : (port.host_ip ?? '');
    if (!host.startsWith('127.0.0.1')) wrong.push(`${name}: a port is open to the network`);
  }
  if (ports.length > 0 && INSIDE.includes(name)) wrong.push(`${name}: it has a port outside of its network`);
  if (network_mode || privileged) wrong.push(`${name}: it is not kept apart from its machine`);
  if (name === 'postgres' && (restart !== 'unless-stopped' || mounts.length === 0))
    wrong.push('postgres: it must come back, with its data');
}
if (!volumes || Object.keys(volumes).length === 0) wrong.push('no named volume');
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
