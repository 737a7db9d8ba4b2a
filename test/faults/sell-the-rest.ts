import { ask } from '../helpers/app';
import { checkOut, newToken, type World } from './buyers';
import type { Plan } from './plan';
import { randomFrom } from './random';
import type { Stand } from './stand';

/** What is left finds buyers, to the last ticket and no further. @returns what went otherwise. */
export async function sellTheRest(world: World, plan: Plan, stand: Stand, id: string): Promise<string[]> {
  const random = randomFrom(plan.seed);
  const url = world.urls[0] as string;
  const problems: string[] = [];
  const buy = async (ticketType: string, quantity: number) => {
    const token = (await newToken(url)) as string;
    const items = [{ ticketType, quantity }];
    const held = await ask(`${url}/events/${id}/pre-orders`, 'POST', token, { items }, { prefer: 'wait=10' });
    if (held.status !== 201) return `${held.status} ${String(held.body['code'])}`;
    const deal = { ...{ token, eventId: id, key: undefined }, id: String(held.body['id']) };
    const paid = await checkOut(world, random, deal, 10);
    return paid?.status === 200 ? undefined : `checkout ${String(paid?.status)}`;
  };
  const text = 'SELECT id, available, held, sold, capacity FROM ticket_type WHERE event_id = $1 ORDER BY id';
  const read = () =>
    stand.db.query<{ id: string; available: number; held: number; sold: number; capacity: number }>(
      { name: 'rest', text },
      [id],
    );
  for (const type of await read()) {
    const sizes: number[] = [];
    for (let left = type.available; left > 0; left -= sizes.at(-1) as number)
      sizes.push(Math.min(left, plan.maxPerBuyer));
    for (let i = 0; i < sizes.length; i += 20)
      for (const wrong of await Promise.all(sizes.slice(i, i + 20).map((size) => buy(type.id, size))))
        if (wrong !== undefined) problems.push(`the rest of ${id} ${type.id} doesn't sell: ${wrong}`);
    const more = await buy(type.id, 1);
    if (more !== '409 sold_out') problems.push(`after the last of ${id} ${type.id}: ${String(more)}`);
  }
  for (const { id: type, available, held, sold, capacity } of await read())
    if (available !== 0 || held !== 0 || sold !== capacity)
      problems.push(
        `${id} ${type} ends with ${sold} sold of ${capacity}, ${held} held, ${available} available`,
      );
  return problems;
}
