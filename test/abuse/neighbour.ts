/**
 * A neighbour who buys while somebody attacks the program. An attack passes if the neighbour doesn't notice it:
 *
 *     const beside = await besideNeighbour(app, () => attack(app));
 *
 * Attackers that must not share the neighbour's address connect from `ATTACKER` (`localAddress` of a socket), which
 * Linux has without any set-up.
 */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ask, type App } from '../helpers/app';
import { order, show } from '../helpers/show';

/** Another address of this machine. */
export const ATTACKER = '127.0.0.66';

/** A purchase begins this often, however long the others take: a frozen program makes all of them slow. */
const EVERY_MS = 100;

/** How long the neighbour buys before the attack, to know what is usual. */
const ALONE_MS = 6_000;

/** Below this, in milliseconds, the times of a busy test machine say nothing. */
const NOISE_MS = 100;

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
  // The first purchases of a process are slow.
  await buyUntil(app, delay(2_000));
  const usual = await buyUntil(app, delay(ALONE_MS));
  const attacking = attack();
  const beside = await buyUntil(app, attacking);
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

/** Begins purchases at a steady pace until the end comes, and waits for all of them. */
async function buyUntil(app: App, end: Promise<unknown>): Promise<Purchases> {
  const answers: Timed[] = [];
  const purchases: Promise<void>[] = [];
  const running = { on: true };
  const stop = () => (running.on = false);
  end.then(stop, stop);
  while (running.on) {
    purchases.push(buy(app, answers));
    await delay(EVERY_MS);
  }
  await Promise.all(purchases);
  const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.floor(times.length * share)] ?? NaN;
  return { statuses: answers.map(({ status }) => status), p50: percentile(0.5), p99: percentile(0.99) };
}

interface Timed {
  status: number;
  ms: number;
}

/** A new buyer with a connection of their own, as another person has: gets a session, holds a ticket and buys it. */
async function buy(app: App, answers: Timed[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = async (path: string, token: string, body: unknown) => {
    const began = performance.now();
    const answer = await send(`${app.url}${path}`, agent, token, JSON.stringify(body));
    answers.push({ status: answer.status, ms: performance.now() - began });
    return (answer.text.startsWith('{') ? JSON.parse(answer.text) : {}) as { token?: string; id?: string };
  };
  try {
    const { token } = await post('/session', '', {});
    if (!token) return;
    const { id } = await post(`/events/${EVENT}/pre-orders`, token, order());
    if (id) await post(`/pre-orders/${id}/checkout`, token, {});
  } finally {
    agent.destroy();
  }
}

function send(url: string, agent: Agent, token: string, body: string) {
  return new Promise<{ status: number; text: string }>((resolve) => {
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      // Nothing is left undone when the answer comes, so its time is all that counts.
      prefer: 'wait=10',
      ...{ 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    };
    const broken = () => resolve({ status: 0, text: '' });
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', broken);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', broken);
    sent.end(body);
  });
}
