/** The HTTP contract as it is meant: what each request is answered, on top of the line's own model. */
import fc from 'fast-check';
import { ask, TYPES, type Ask } from '../db/line-commands';
import { LineModel, type Order, type Rules } from '../db/line-model';
import type { Answer } from '../helpers/app';

export const BUYERS = 3;

type Join = { what: 'join'; buyer: number } & Pick<Ask, 'key' | 'items'>;
export type Deed = 'look' | 'touch' | 'checkout' | 'give back';
/** Which pre-order is a number to be counted around; `by` is the buyer who tries, its owner where left out. */
interface Change {
  what: Deed;
  order: number;
  by?: number | undefined;
}
interface Act {
  what: 'pause' | 'resume';
}
export type Request = Join | Change | Act;

const order = fc.nat({ max: 12 });
const about = (...names: Deed[]): fc.Arbitrary<Request> =>
  fc.record({
    ...{ what: fc.constantFrom(...names), order },
    by: fc.option(fc.nat({ max: BUYERS - 1 }), { nil: undefined, freq: 8 }),
  });
const request: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 12,
    arbitrary: ask.map(({ buyer, key, items }) => ({
      what: 'join' as const,
      buyer: buyer % BUYERS,
      key,
      items,
    })),
  },
  { weight: 6, arbitrary: about('checkout') },
  { weight: 8, arbitrary: about('give back') },
  { weight: 3, arbitrary: about('look', 'touch') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Request>({ what: 'pause' }, { what: 'resume' }, { what: 'resume' }),
  },
);

/** Requests one after the other, sometimes two at the same instant. */
export const steps = fc.noBias(
  fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.tuple(request) },
      { weight: 1, arbitrary: fc.tuple(request, request) },
    ),
    {
      ...{ maxLength: 20, size: 'max' as const },
    },
  ),
);

/** What was asked, by whom in the end, and what came back. */
export interface Asked {
  request: Request;
  /** The buyer who asked, and the pre-order it was about. */
  buyer: number;
  id: string;
  items: Record<string, number>;
  answer: Answer;
}

/** Types that this event hasn't got are left out; one of the first type where nothing is left. */
export function itemsOf({ items }: Pick<Ask, 'items'>, { capacity }: Rules): Record<string, number> {
  const wanted = items.map(([type, n]): [string, number] => [TYPES[type] ?? '', n]);
  const there = wanted.filter(([type]) => type in capacity);
  return Object.fromEntries(there.length > 0 ? there : [[TYPES[0] ?? '', 1]]);
}

export function copyOf(model: LineModel): LineModel {
  const copy = new LineModel(model.rules, model.seed);
  const { orders, state, lastPlace, served, opened } = model;
  Object.assign(copy, { state, lastPlace, served, opened, orders: structuredClone(orders) });
  return copy;
}

/** Everything that happens by itself: places come up, calls become holds. */
export function settle(model: LineModel): void {
  model.move();
  for (const one of model.orders) if (one.status === 'called') one.status = 'pre_order';
}

/** Does it to the model. @returns whether what was answered is what should have been. */
export function follow(model: LineModel, asked: Asked): boolean {
  const { request, answer } = asked;
  if (request.what === 'pause' || request.what === 'resume') {
    model.act(request.what);
    return answer.status === 200;
  }
  return says(answer, request.what === 'join' ? join(model, asked) : change(model, asked, request.what));
}

/** "200", "409 limit_reached" or either of several. */
function says({ status, body }: Answer, expected: string): boolean {
  const said = status < 300 ? String(status) : `${status} ${String(body['code'])}`;
  return expected.split(' or ').includes(said);
}

function join(model: LineModel, { request, buyer, items, answer }: Asked): string {
  const key = request.what === 'join' ? request.key : undefined;
  const id = String(answer.body['id']);
  // By its key alone, not by the id that the answer has: that is what is to be found out.
  const own = { buyer: String(buyer), key, items, direct: false };
  const outcome = model.join({ ...own, id: model.find(id) ? 'another' : id });
  if (outcome.startsWith('known ')) {
    const known = model.find(outcome.slice(6)) as Order;
    if (JSON.stringify(Object.entries(known.items).sort()) !== JSON.stringify(Object.entries(items).sort()))
      return '422 idempotency_key_reused';
    return known.id !== id ? 'the pre-order of this key' : known.status === 'in_line' ? '202' : '200';
  }
  if (outcome === 'called') return '201';
  return outcome === 'in_line' ? '202' : `409 ${outcome.split(' ')[0] as string}`;
}

function change(model: LineModel, { buyer, id }: Asked, what: Deed): string {
  const order = model.find(id);
  if (order?.buyer !== String(buyer)) return '404 pre_order_not_found';
  const { status } = order;
  if (what === 'look') return '200';
  if (what === 'give back') {
    if (status === 'sold') return '409 already_sold';
    if (status === 'in_line') model.end(order, 'refused', 'given_back');
    else if (status === 'pre_order') model.end(order, 'invalidated', 'given_back');
    return '200';
  }
  if (status === 'in_line') return '409 not_held';
  if (what === 'touch') return status === 'pre_order' ? '200' : '410 expired';
  if (status !== 'pre_order' && status !== 'sold') return '410 expired';
  order.status = 'sold';
  return '200 or 202';
}
