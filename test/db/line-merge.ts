/** What becomes of a line when a buyer in it turns out to be another one. */
import { quantityOf, type LineModel, type Order } from './line-model';

const OPEN: Order['status'][] = ['in_line', 'called', 'pre_order'];
const COUNTED: Order['status'][] = [...OPEN, 'checking_out', 'sold'];

/**
 * Everything of one buyer becomes the other's.
 * @param askedAt when each order was asked for, by its id: of two entries without a place, the earlier one stays.
 */
export function mergeBuyers(model: LineModel, from: string, to: string, askedAt: Map<string, number>): void {
  if (model.merged.has(from)) return;
  model.merged.add(from);
  const moving = model.orders.filter(({ buyer }) => buyer === from);
  const there = model.orders.filter(({ buyer }) => buyer === to);
  // Where nothing that counts is added, nothing is judged.
  if (moving.some(({ key, status }) => key !== undefined || COUNTED.includes(status)))
    giveBackTooMuch(model, moving, there, askedAt);
  for (const order of moving) {
    // A key that both used stays with the one who was there.
    if (there.some(({ key }) => key === order.key)) order.key = undefined;
    order.buyer = to;
  }
}

function giveBackTooMuch(
  model: LineModel,
  moving: Order[],
  there: Order[],
  askedAt: Map<string, number>,
): void {
  const asked = ({ id }: Order) => askedAt.get(id) ?? 0;
  const byId = (a: Order, b: Order) => (a.id < b.id ? -1 : 1);
  const waiting = [...moving, ...there].filter(({ status }) => status === 'in_line');
  waiting.sort((a, b) => (a.place ?? 0) - (b.place ?? 0) || asked(a) - asked(b) || byId(a, b));
  for (const later of waiting.slice(1)) model.end(later, 'refused', 'given_back');

  const counted = [...moving, ...there].filter(({ status }) => COUNTED.includes(status));
  let over = counted.reduce((sum, order) => sum + quantityOf(order), 0) - model.rules.maxPerBuyer;
  const newestFirst = (a: Order, b: Order) => asked(b) - asked(a) || byId(a, b);
  for (const order of [...moving.sort(newestFirst), ...there.sort(newestFirst)]) {
    if (over <= 0) break;
    if (!OPEN.includes(order.status)) continue;
    over -= quantityOf(order);
    model.end(order, order.status === 'in_line' ? 'refused' : 'invalidated', 'limit_reached');
  }
}
