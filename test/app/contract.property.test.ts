/** Random requests, alone and two at once, over HTTP against a simple model: every answer, and everything that can be read. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { rules } from '../db/line-commands';
import { LineModel, type Rules } from '../db/line-model';
import { ask, newBuyer, type Answer } from '../helpers/app';
import { inForm } from '../helpers/long';
import { useApp } from '../helpers/use-app';
import { BUYERS, copyOf, follow, itemsOf, settle, steps, type Asked, type Request } from './contract-model';

/** Random sales. */
const RUNS = inForm({ short: 8, long: 60 });

const app = useApp();

/** The event of one run and who buys there. */
interface Sale {
  event: string;
  tokens: string[];
  /** In the order in which they were given. */
  ids: string[];
}

async function open({ capacity, maxPerBuyer }: Rules): Promise<Sale> {
  const event = `contract-${randomUUID().slice(0, 13)}`;
  const ticketTypes = Object.entries(capacity).map(([id, n]) => ({
    ...{ id, name: id, priceCents: 1_000, currency: 'BRL', capacity: n },
  }));
  const put = await ask(`${app.url}/admin/events/${event}`, 'PUT', app.adminToken, {
    ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
    ...{ closesAt: '2098-01-01T00:00:00Z', maxPerBuyer, ticketTypes, payment: 'none' },
  });
  expect(put.status).toBe(201);
  const tokens = await Promise.all(Array.from({ length: BUYERS }, () => newBuyer(app)));
  return { event, tokens, ids: [] };
}

const METHODS = {
  look: ['GET', ''],
  touch: ['POST', '/touch'],
  checkout: ['POST', '/checkout'],
  'give back': ['DELETE', ''],
};

async function send(sale: Sale, model: LineModel, request: Request): Promise<Asked> {
  if (!('order' in request) && request.what !== 'join') {
    const answer = await ask(`${app.url}/admin/events/${sale.event}/${request.what}`, 'POST', app.adminToken);
    return { ...{ request, answer, buyer: 0, id: '', items: {} } };
  }
  if (request.what === 'join') {
    const items = itemsOf(request, model.rules);
    const body = { items: Object.entries(items).map(([ticketType, quantity]) => ({ ticketType, quantity })) };
    const headers = { prefer: 'wait=0', ...(request.key && { 'idempotency-key': request.key }) };
    const url = `${app.url}/events/${sale.event}/pre-orders`;
    const answer = await ask(url, 'POST', sale.tokens[request.buyer], body, headers);
    return { request, answer, items, buyer: request.buyer, id: '' };
  }
  const id = sale.ids[request.order % Math.max(1, sale.ids.length)] ?? randomUUID();
  const buyer = request.by ?? Number(model.find(id)?.buyer ?? 0);
  const [method, rest] = METHODS[request.what] as [string, string];
  // Whoever waits in line isn't waited for.
  const wait = model.find(id)?.status === 'in_line' ? 0 : 2;
  const body = method === 'POST' ? {} : undefined;
  const answer = await ask(`${app.url}/pre-orders/${id}${rest}`, method, sale.tokens[buyer], body, {
    prefer: `wait=${wait}`,
  });
  return { request, answer, buyer, id, items: {} };
}

/** What may have happened: either first, and the line moved in between or only afterwards. */
function possible(model: LineModel, all: Asked[]): LineModel[] {
  const orders = all.length === 1 ? [all] : [all, [...all].reverse()];
  return orders.flatMap((sequence) =>
    [false, true].flatMap((moves) => {
      const copy = copyOf(model);
      const right = sequence.every((one) => {
        if (moves) settle(copy);
        return follow(copy, one);
      });
      settle(copy);
      return right ? [copy] : [];
    }),
  );
}

const field = (answer: Answer, name: string) => answer.body[name];
/** Everything that can be read, as the model says it. */
async function read(sale: Sale): Promise<unknown> {
  const [event, line, ...lists] = await Promise.all([
    ask(`${app.url}/events/${sale.event}`, 'GET'),
    ask(`${app.url}/events/${sale.event}/line`, 'GET'),
    ...sale.tokens.map((token) => ask(`${app.url}/pre-orders`, 'GET', token)),
  ]);
  const types = field(event, 'ticketTypes') as Record<string, number>[];
  const { waiting, lastPlace, nowServing } = line.body;
  const orders = lists.flatMap((list) => field(list, 'preOrders') as Record<string, unknown>[]);
  return {
    event: { waiting, lastPlace, nowServing },
    types: Object.fromEntries(types.map(({ id, available, held, sold }) => [id, { available, held, sold }])),
    orders: Object.fromEntries(
      orders.map(({ id, status, line: at, reason }) => {
        const { ahead = null, place = null } = (at ?? {}) as Record<string, number>;
        return [id, { status, place, ahead, reason: reason ?? null }];
      }),
    ),
  };
}
function expected(model: LineModel): unknown {
  const { event, types, orders } = model.view();
  const { waiting, lastPlace, nowServing } = event;
  // A place is told as long as one has it.
  for (const one of Object.values(orders)) if (one.status !== 'in_line') one.place = null;
  return {
    ...{ event: { waiting, lastPlace, nowServing }, orders },
    types: Object.fromEntries(
      Object.entries(types).map(([id, { available, held, sold }]) => [id, { available, held, sold }]),
    ),
  };
}

test('every answer and everything that can be read matches the model', async () => {
  await fc.assert(
    fc.asyncProperty(rules, steps, async (given, all) => {
      const sale = await open(given);
      let model = new LineModel({ ...given, draw: false, presence: false }, '');
      for (const requests of all) {
        const answered = await Promise.all(requests.map((one) => send(sale, model, one)));
        const said = answered.map(({ request, answer }) => ({
          request,
          status: answer.status,
          body: answer.body,
        }));
        const candidates = possible(model, answered);
        if (candidates.length === 0)
          throw new Error(
            `answered otherwise: ${JSON.stringify(said)} after ${JSON.stringify(model.orders)}`,
          );
        // Holds and calls follow by themselves within moments.
        const until = Date.now() + 4_000;
        let next: LineModel | undefined;
        while (next === undefined) {
          const state = await read(sale);
          next = candidates.find(
            (one) => JSON.stringify(sorted(expected(one))) === JSON.stringify(sorted(state)),
          );
          if (next === undefined && Date.now() > until) {
            expect([said, state]).toEqual([said, expected(candidates[0] as LineModel)]);
            throw new Error('it can be read otherwise than it was a moment ago');
          }
          if (next === undefined) await delay(10);
        }
        model = next;
        sale.ids.push(...model.orders.map(({ id }) => id).filter((id) => !sale.ids.includes(id)));
      }
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: RUNS * 10_000 },
  );
}, 3_600_000);

/** The same whatever the order of its keys. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
