import { ask } from '../helpers/app';
import type { Plan, SaleKind } from './plan';
import type { TestBed } from './test-bed';

/**
 * Puts an event on sale: at once, or with a draw among everyone who joins in the first three seconds. Tickets of one
 * that is paid can be returned.
 */
export async function createEvent(
  plan: Plan,
  { replicas, adminToken }: TestBed,
  id: string,
  kind: SaleKind,
): Promise<void> {
  const onSaleAt = kind === 'drawn' ? Date.now() + 3_000 : Date.now() - 1_000;
  const answer = await ask(`${replicas[0].url}/admin/events/${id}`, 'PUT', adminToken, {
    ...{
      name: 'Rock no Rio',
      venue: 'Hall',
      startsAt: '2099-01-01T20:00:00Z',
      closesAt: '2098-01-01T00:00:00Z',
    },
    ...{ onSaleAt: new Date(onSaleAt).toISOString(), draw: kind === 'drawn' },
    ...{ payment: kind === 'paid' ? 'online' : 'none', refundableUntil: '2098-01-01T00:00:00Z' },
    ...{ holdSeconds: plan.holdSeconds, idleSeconds: plan.idleSeconds, maxPerBuyer: plan.maxPerBuyer },
    ticketTypes: Object.entries(plan.capacity).map(([type, capacity]) => ({
      ...{ id: type, name: type, priceCents: type === 'vip' ? 2_500 : 1_000, currency: 'BRL', capacity },
    })),
  });
  if (answer.status !== 201) throw new Error(`can't create the event: ${JSON.stringify(answer.body)}`);
}
