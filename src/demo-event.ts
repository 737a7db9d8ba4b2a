import type { EventDefinition } from './domain/event';

const DAY_MS = 86_400_000;

/** The event that the first start puts on sale. */
export function demoEvent(now: Date): EventDefinition {
  const type = (id: string, name: string, priceCents: number, capacity: number) => ({
    ...{ id, name, priceCents, currency: 'BRL', capacity },
  });
  return {
    id: 'rock-no-rio',
    name: 'Rock no Rio',
    venue: 'Parque Olímpico, Rio de Janeiro',
    startsAt: new Date(now.getTime() + 60 * DAY_MS),
    onSaleAt: now,
    closesAt: new Date(now.getTime() + 59 * DAY_MS),
    holdSeconds: 600,
    idleSeconds: 180,
    maxPerBuyer: 4,
    draw: false,
    presenceSeconds: 0,
    ticketTypes: [
      type('pista', 'Pista', 49_500, 1_000),
      type('pista-premium', 'Pista Premium', 89_500, 300),
      type('camarote', 'Camarote', 149_500, 50),
    ],
  };
}
