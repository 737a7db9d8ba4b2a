/**
 * The neighbour's own process (neighbour.ts), since attackers in the same process would slow the clock that judges them.
 * It buys from "begin" to "end", and then sends how that went.
 */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { order } from '../helpers/show';
import type { Purchases } from './neighbour';

const [, , url = '', event = ''] = process.argv;

/** A purchase begins this often, however long the others take: a frozen program makes all of them slow. */
const EVERY_MS = 100;

const running = { on: false };
process.on('message', (what) => {
  running.on = what === 'begin';
  if (running.on) void buyUntilTheEnd().then((purchases) => process.send?.(purchases));
});

/** Begins purchases at a steady pace until the end comes, and waits for all of them. */
async function buyUntilTheEnd(): Promise<Purchases> {
  const answers: Timed[] = [];
  const purchases: Promise<void>[] = [];
  while (running.on) {
    purchases.push(buy(answers));
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
async function buy(answers: Timed[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = async (path: string, token: string, body: unknown) => {
    const began = performance.now();
    const answer = await send(`${url}${path}`, agent, token, JSON.stringify(body));
    answers.push({ status: answer.status, ms: performance.now() - began });
    return (answer.text.startsWith('{') ? JSON.parse(answer.text) : {}) as { token?: string; id?: string };
  };
  try {
    const { token } = await post('/session', '', {});
    if (!token) return;
    const { id } = await post(`/events/${event}/pre-orders`, token, order());
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
