/** Buyers of our program over HTTP, and people who watch it. */
import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { order } from '../test/helpers/show';
import { send } from './load';
import type { Setup } from './setup';

export interface Asked {
  token: string;
  id: string;
  /** The status in the answer. */
  state: string;
}

/** One buyer asks for one ticket. @throws for any other HTTP status than the expected. */
export async function ask(
  { ours, newToken }: Setup,
  event: string,
  status: number,
  wait = 10,
): Promise<Asked> {
  const token = newToken();
  const { status: got, body } = await send(`${ours.url}/events/${event}/pre-orders`, 'POST', {
    ...{ token, body: order(), headers: { prefer: `wait=${wait}` } },
  });
  if (got !== status) throw new Error(`${got} instead of ${status}: ${JSON.stringify(body)}`);
  return { token, id: String(body['id']), state: String(body['status']) };
}

/** One buyer asks for one ticket and gets a hold. @throws if the tickets are not held within 10 s. */
export async function hold(setup: Setup, event: string): Promise<Asked> {
  const asked = await ask(setup, event, 201);
  if (asked.state !== 'pre_order') throw new Error(`${asked.id} is not held but ${asked.state}`);
  return asked;
}

/** Ends a hold. */
export async function end(
  { ours }: Setup,
  { token, id }: Pick<Asked, 'token' | 'id'>,
  how: 'checkout' | 'give back',
): Promise<void> {
  const at = `${ours.url}/pre-orders/${id}`;
  const { status } = await (how === 'checkout'
    ? send(`${at}/checkout`, 'POST', { token, body: {}, headers: { prefer: 'wait=10' } })
    : send(at, 'DELETE', { token }));
  if (status !== 200) throw new Error(`${status} at ${how}`);
}

/** Waits until every hold of the event has ended in the database and every workflow in Temporal. */
export async function ended({ db, temporal }: Setup, event: string): Promise<void> {
  const text = `SELECT count(*)::int AS unended FROM pre_order WHERE event_id = $1 AND closed_at IS NULL AND status <> 'in_line'`;
  const open = async () =>
    (await db.query<{ unended: number }>({ name: 'unended', text }, [event]))[0]?.unended ?? 0;
  while ((await open()) > 0) await delay(100);
  const running = `WorkflowType = 'preOrder' AND EventId = '${event}' AND ExecutionStatus = 'Running'`;
  while ((await temporal.workflow.count(running)).count > 0) await delay(200);
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** @returns how many bytes a browser gets over the network, headers included. */
export function bytesOf(url: string, token?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'br, gzip', ...(token && { authorization: `Bearer ${token}` }) };
    get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answers ${response.statusCode}`));
      let bytes = response.rawHeaders.join(': ').length + 20;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}

/** Follows these streams until closed. Counts what comes after the first message of each. */
export async function openStreams(
  all: { url: string; token?: string }[],
): Promise<{ close(): { messages: number; bytes: number } }> {
  const counted = { messages: 0, bytes: 0 };
  const open = all.map(({ url, token }) =>
    get(url, { headers: token ? { authorization: `Bearer ${token}` } : {} }, (response) =>
      response.on('data', (chunk: Buffer) => {
        counted.messages += chunk.toString().split('event: ').length - 1;
        counted.bytes += chunk.length;
      }),
    ).on('error', () => undefined),
  );
  while (counted.messages < all.length) await delay(50);
  Object.assign(counted, { messages: 0, bytes: 0 });
  return {
    close() {
      const now = { ...counted };
      for (const one of open) one.destroy();
      return now;
    },
  };
}
