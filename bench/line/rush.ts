import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { onSale } from '../../test/helpers/database';
import { percentiles } from '../load';
import { memoryMb } from '../processes';
import type { Result } from '../report';
import { askForOne, openClient, type RawAnswer } from './client';
import { withServers, one, type Servers } from './servers';

export interface Sizes {
  buyers: number;
  /** How many requests a buyer sends, one after the other, as by pressing the button again. */
  each: number;
  tickets: number;
}

const WAIT_SECONDS = 2;

/** A rush on one event, then on another: memory that the second adds would be added by every further one. */
export function rush(sizes: Sizes): Promise<Result> {
  return withServers(async (servers) => {
    const app = await servers.serve();
    await warmUp(app.url, servers);
    const pid = app.process.pid ?? 0;
    const before = memoryMb(pid).now;
    const first = await oneRush(app.url, pid, servers, sizes);
    const second = await oneRush(app.url, pid, servers, sizes);
    const { buyers, each, tickets } = sizes;
    const what = `${(buyers * each).toLocaleString('en')} requests of ${buyers} buyers for ${tickets} tickets`;
    return {
      details: { before, first, second },
      rows: [
        { what: `${what}: until every ticket is called`, unit: 's', ours: first.until.called },
        { what: 'until every ticket is held', unit: 's', ours: first.until.held },
        { what: `answers, waiting ${WAIT_SECONDS} s: p50`, unit: 'ms', ours: first.answered.p50 },
        { what: 'the same, p99', unit: 'ms', ours: first.answered.p99 },
        { what: 'the same, the last', unit: 'ms', ours: first.max },
        { what: 'answers more than half a second after the wait', unit: '', ours: first.late, target: '0' },
        { what: 'connections that the system refused for a while', unit: '', ours: first.refused },
        { what: 'connections that broke in the rush', unit: '', ours: first.resets },
        { what: 'memory of the app: before, and after', unit: 'MB', other: before, ours: first.after },
        { what: 'memory of the app: before, and at most', unit: 'MB', other: before, ours: first.peak },
        {
          ...{ what: 'memory of the app: after, and after another rush', unit: 'MB' },
          ...{ other: first.after, ours: second.after, ratio: second.after / first.after, target: 'flat' },
        },
      ],
    };
  });
}

/** All buyers at once, each with its own connection and as long a wait as the page's. */
async function oneRush(url: string, pid: number, servers: Servers, { buyers, each, tickets }: Sizes) {
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, memoryMb(pid).now)), 100).unref();
  const eventId = await onSale(servers.db, { pista: tickets }, { maxPerBuyer: 2 });

  const client = openClient(url);
  const answers: Record<string, number> = {};
  const times: number[][] = Array.from({ length: each }, () => []);
  const overflows = listenOverflows();
  const began = performance.now();
  let resets = 0;
  // As the page does: the same key again on another connection.
  const persist = async (request: string): Promise<RawAnswer> => {
    for (;;) {
      try {
        return await client.send(request);
      } catch (error) {
        if (++resets > buyers) throw error;
        await delay(50);
      }
    }
  };
  const one = async () => {
    const token = servers.newToken();
    for (let i = 0; i < each; i++) {
      const at = performance.now();
      const headers = { prefer: `wait=${WAIT_SECONDS}`, 'idempotency-key': `press ${i}` };
      const { status, text } = await persist(askForOne(eventId, token, headers));
      times[i]?.push(performance.now() - at);
      const { code, status: said } = JSON.parse(text) as { code?: string; status: string };
      const answer = `${status} ${code ?? said}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: buyers }, one));
  const answeredMs = performance.now() - began;
  const refused = listenOverflows() - overflows;
  client.close();
  const until = await untilHeld(servers, eventId, tickets);
  // By then the garbage collector has returned what it can.
  await delay(15_000);
  clearInterval(watch);

  const known = /^(20[01] (called|pre_order)|202 in_line|409 (already_in_line|limit_reached|sold_out))$/;
  const strange = Object.keys(answers).filter((answer) => !known.test(answer));
  if (strange.length > 0) throw new Error(`Answers nobody should get: ${strange.join(', ')}`);
  const all = times.flat();
  return {
    ...{ answers, answeredMs, answered: percentiles(all), max: Math.max(...all), resets, refused, until },
    presses: times.map((press) => ({ ...percentiles(press), max: Math.max(...press) })),
    late: all.filter((ms) => ms > WAIT_SECONDS * 1_000 + 500).length,
    ...{ peak, after: memoryMb(pid).now },
  };
}

/** How many connections the system refused because a listen queue was full; NaN if unknown. */
function listenOverflows(): number {
  if (!existsSync('/proc/net/netstat')) return NaN;
  const [names = '', values = ''] = readFileSync('/proc/net/netstat', 'utf8').split('\n');
  return Number(values.split(' ')[names.split(' ').indexOf('ListenOverflows')]);
}

/** Compiles code, makes plans and opens connections before the rush. */
async function warmUp(url: string, servers: Servers): Promise<void> {
  const eventId = await onSale(servers.db, { pista: 200 });
  const client = openClient(url);
  const ask = () => client.send(askForOne(eventId, servers.newToken(), { prefer: 'wait=5' }));
  for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 100 }, ask));
  client.close();
  await servers.db.query({ name: 'end', text: 'SELECT cancel_pre_orders($1)' }, [eventId]);
  await delay(2_000);
}

/** Seconds from the first request to the last call and the last hold, by the database's clock. */
async function untilHeld({ db }: Servers, eventId: string, tickets: number) {
  for (;;) {
    const until = await one<{ held: number; all_held: number; all_called: number }>(
      db,
      'until_held',
      `SELECT count(held_at)::int AS held, extract(epoch FROM max(held_at) - min(asked_at))::float8 AS all_held,
         extract(epoch FROM max(called_at) - min(asked_at))::float8 AS all_called
       FROM pre_order WHERE event_id = $1`,
      [eventId],
    );
    if (until.held === tickets) return { called: until.all_called, held: until.all_held };
    await delay(200);
  }
}
