import { Agent, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { putEvent } from '../../src/events/put-event';
import { send } from '../load';
import type { Setup } from '../setup';

/** An event on sale with one ticket type. */
export async function createSale(
  { db }: Setup,
  id: string,
  capacity: number,
  holdSeconds: number,
): Promise<void> {
  const at = (ms: number) => new Date(Date.now() + ms);
  const day = 86_400_000;
  await putEvent(db, {
    ...{
      id,
      name: 'Rock no Rio',
      venue: 'Parque Olímpico',
      holdSeconds,
      idleSeconds: holdSeconds,
      maxPerBuyer: 4,
    },
    ...{ draw: false, presenceSeconds: 0, startsAt: at(day), onSaleAt: at(-day), closesAt: at(day) },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 49_500, currency: 'BRL', capacity }],
  });
}

export interface Asked {
  token: string;
  id: string;
}

/** One buyer asks for one ticket. @throws for any other answer than the expected. */
export async function ask(
  { ours, newToken }: Setup,
  event: string,
  status: number,
  wait = 10,
): Promise<Asked> {
  const token = newToken();
  const { status: got, body } = await send(`${ours.url}/events/${event}/pre-orders`, 'POST', {
    ...{
      token,
      body: { items: [{ ticketType: 'pista', quantity: 1 }] },
      headers: { prefer: `wait=${wait}` },
    },
  });
  if (got !== status) throw new Error(`${got} instead of ${status}: ${JSON.stringify(body)}`);
  return { token, id: String(body['id']) };
}

/** Ends what was asked for. */
export async function end(
  { ours }: Setup,
  { token, id }: Asked,
  how: 'checkout' | 'give back',
): Promise<void> {
  const at = `${ours.url}/pre-orders/${id}`;
  const { status } = await (how === 'checkout'
    ? send(`${at}/checkout`, 'POST', { token, body: {}, headers: { prefer: 'wait=10' } })
    : send(at, 'DELETE', { token }));
  if (status !== 200) throw new Error(`${status} at ${how}`);
}

/** Waits until none of these is open in the database any more, and their flows have ended. */
export async function ended({ db, temporal }: Setup, event: string): Promise<void> {
  const text = `SELECT count(*)::int AS unended FROM pre_order WHERE event_id = $1 AND closed_at IS NULL AND status <> 'in_line'`;
  const open = async () =>
    (await db.query<{ unended: number }>({ name: 'unended', text }, [event]))[0]?.unended ?? 0;
  while ((await open()) > 0) await delay(100);
  const running = `WorkflowType = 'preOrder' AND EventId = '${event}' AND ExecutionStatus = 'Running'`;
  while ((await temporal.workflow.count(running)).count > 0) await delay(200);
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** @returns how many bytes come over the network, headers included, as a browser would get them. */
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

/** Follows all of these until closed. @returns once each has had its first message; only what comes after it is counted. */
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
