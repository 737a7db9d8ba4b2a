/**
 * A neighbour who buys while somebody attacks the program. An attack passes if the neighbour doesn't notice it:
 *
 *     const beside = await besideNeighbour(app, () => attack(app));
 *
 * Attackers that must not share the neighbour's address connect from `ATTACKER` (`localAddress` of a socket), which
 * Linux has without any set-up.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type App } from '../helpers/app';
import { show } from '../helpers/show';

/** Another address of this machine. */
export const ATTACKER = '127.0.0.66';

/** How long the neighbour buys before the attack, to know what is usual. */
const ALONE_MS = 6_000;

/** Below this, in milliseconds, the times of a busy test machine say nothing. */
const NOISE_MS = 150;

const EVENT = 'neighbour';

export interface Purchases {
  /** The status of each request; 0 if the connection broke. */
  statuses: number[];
  /** Of all requests, in milliseconds. */
  p50: number;
  p99: number;
}

/**
 * Runs the attack beside a neighbour, who buys before and meanwhile.
 * @throws if a request of the neighbour fails, or if the 99th percentile of their times isn't below twice the usual.
 */
export async function besideNeighbour<T>(
  app: App,
  attack: () => Promise<T>,
): Promise<{ attacked: T; usual: Purchases; beside: Purchases }> {
  const put = await ask(`${app.url}/admin/events/${EVENT}`, 'PUT', app.adminToken, show(100_000));
  expect([200, 201]).toContain(put.status);
  const client = path.join(__dirname, 'neighbour-client.ts');
  const neighbour = fork(client, [app.url, EVENT], { execArgv: ['--import', 'tsx'] });
  const buyUntil = async (end: Promise<unknown>) => {
    neighbour.send('begin');
    await end.catch(() => undefined);
    neighbour.send('end');
    return ((await once(neighbour, 'message')) as [Purchases])[0];
  };
  // The first purchases of a process are slow.
  await buyUntil(delay(2_000));
  const usual = await buyUntil(delay(ALONE_MS));
  // Attackers have processors of their own.
  setPriority(0, 19);
  const attacking = attack();
  const beside = await buyUntil(attacking);
  neighbour.disconnect();
  const attacked = await attacking;
  process.stderr.write(
    `p99 of the neighbour: ${usual.p99.toFixed(0)} ms alone (${usual.statuses.length} requests), ` +
      `${beside.p99.toFixed(0)} ms beside the attack (${beside.statuses.length})\n`,
  );
  expect([...usual.statuses, ...beside.statuses].filter((status) => status < 200 || status > 299)).toEqual(
    [],
  );
  expect(beside.p99).toBeLessThan(Math.max(2 * usual.p99, NOISE_MS));
  return { attacked, usual, beside };
}
