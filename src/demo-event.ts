import type { EventToPut } from './events/put-event';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The event that the first start puts on sale. */
export function demoEvent(now: Date): EventToPut {
  const type = (id: string, name: string, priceCents: number, capacity: number) => ({
    ...{ id, name, priceCents, currency: 'BRL', capacity },
  });
  return {
    id: 'rock-no-rio',
    name: 'Rock no Rio',
    venue: 'Parque Olímpico, Rio de Janeiro',
    timeZone: 'America/Sao_Paulo',
    description: 'Uma noite de rock à beira da lagoa.',
    imageUrl: null,
    startsAt: new Date(now.getTime() + 60 * DAY_MS),
    doorsOpenAt: new Date(now.getTime() + 60 * DAY_MS - 2 * HOUR_MS),
    onSaleAt: now,
    closesAt: new Date(now.getTime() + 59 * DAY_MS),
    holdSeconds: 600,
    idleSeconds: 180,
    maxPerBuyer: 4,
    draw: false,
    presenceSeconds: 0,
    signIn: 'none',
    refundableUntil: new Date(now.getTime() + 58 * DAY_MS),
    ticketTypes: [
      type('pista', 'Pista', 49_500, 1_000),
      type('pista-premium', 'Pista Premium', 89_500, 300),
      type('camarote', 'Camarote', 149_500, 50),
    ],
  };
}
