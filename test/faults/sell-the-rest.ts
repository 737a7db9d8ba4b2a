import { ask } from '../helpers/app';
import { checkOut, type BuyerContext } from './buyer-requests';
import { createSession } from './buyers';
import { isPaid, NO_PAGE, payFor } from './payers';
import type { Plan } from './plan';
import { createRandom } from './random';
import type { TestBed } from './test-bed';

/** Sells every remaining ticket, then checks that one more is refused. @returns the problems. */
export async function sellTheRest(
  context: BuyerContext,
  plan: Plan,
  testBed: TestBed,
  eventId: string,
): Promise<string[]> {
  const random = createRandom(plan.seed);
  const url = context.urls[0] as string;
  const problems: string[] = [];
  /** @returns undefined if the buyer got the tickets, else the answer that refused them. */
  const buy = async (ticketType: string, quantity: number, tries = 3): Promise<string | undefined> => {
    const token = (await createSession(url)) as string;
    const order = { items: [{ ticketType, quantity }] };
    const held = await ask(`${url}/events/${eventId}/pre-orders`, 'POST', token, order, {
      prefer: 'wait=10',
    });
    if (held.status !== 201) return `${held.status} ${String(held.body['code'])}`;
    const ref = { ...{ token, eventId, key: undefined }, id: String(held.body['id']) };
    if (isPaid(eventId)) {
      const problem = await payFor(context, random, ref);
      // On a slow machine a short hold can end before the provider's page is there. Its tickets return to the sale.
      return problem === NO_PAGE && tries > 1 ? buy(ticketType, quantity, tries - 1) : problem;
    }
    const sold = await checkOut(context, random, ref, 10);
    return sold?.status === 200 ? undefined : `checkout ${String(sold?.status)}`;
  };
  const text = 'SELECT id, available, held, sold, capacity FROM ticket_type WHERE event_id = $1 ORDER BY id';
  const readStock = () =>
    testBed.db.query<{ id: string; available: number; held: number; sold: number; capacity: number }>(
      { name: 'rest', text },
      [eventId],
    );
  for (const { id: type, available } of await readStock()) {
    const quantities: number[] = [];
    for (let left = available; left > 0; left -= quantities.at(-1) as number)
      quantities.push(Math.min(left, plan.maxPerBuyer));
    for (let i = 0; i < quantities.length; i += 20)
      for (const refusal of await Promise.all(quantities.slice(i, i + 20).map((n) => buy(type, n))))
        if (refusal !== undefined)
          problems.push(`${eventId} ${type}: a remaining ticket can't be bought: ${refusal}`);
    const oneMore = await buy(type, 1);
    if (oneMore !== '409 sold_out')
      problems.push(`${eventId} ${type}: expected sold_out after the last ticket, got ${String(oneMore)}`);
  }
  for (const { id: type, available, held, sold, capacity } of await readStock())
    if (available !== 0 || held !== 0 || sold !== capacity)
      problems.push(
        `${eventId} ${type} ends with ${sold} sold of ${capacity}, ${held} held, ${available} available`,
      );
  return problems;
}
