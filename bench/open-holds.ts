import { putEvent } from '../src/events/put-event';
import { closedLoop, send, type Measured } from './load';
import { memoryMb } from './processes';
import type { Found } from './report';
import type { Setup } from './setup';

/** What many open holds cost the process that looks after them, and the next visitor. */
export async function openHolds({ db, ours, newToken }: Setup, count: number): Promise<Found> {
  const at = (ms: number) => new Date(Date.now() + ms);
  const day = 86_400_000;
  await putEvent(db, {
    ...{ id: 'open', name: 'Open', venue: 'Here', holdSeconds: 3_600, idleSeconds: 3_600, maxPerBuyer: 4 },
    ...{ draw: false, presenceSeconds: 0, startsAt: at(day), onSaleAt: at(-day), closesAt: at(day) },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1, currency: 'BRL', capacity: 100_000 }],
  });
  const body = { items: [{ ticketType: 'pista', quantity: 1 }] };
  const hold = async () => {
    const { body: held } = await send(`${ours.url}/events/open/pre-orders`, 'POST', {
      ...{ token: newToken(), body, headers: { prefer: 'wait=10' } },
    });
    if (held['status'] !== 'pre_order') throw new Error(`not held: ${JSON.stringify(held)}`);
  };
  const alone = (): Promise<Measured> => closedLoop(60, 1, hold);
  await alone();
  const before = await alone();
  await closedLoop(count, 24, hold);
  const after = await alone();
  const memory = memoryMb(ours.process.pid ?? 0);
  const what = `memory of the app with ${count} holds open`;
  return {
    details: { count, before, after, memory },
    rows: [
      { what, unit: 'MB', ours: memory.now, target: '< 1200' },
      {
        ...{ what: 'next pre-order alone, p50, none open and then', unit: 'ms' },
        ...{ other: before.p50, ours: after.p50, ratio: after.p50 / before.p50, target: '<= 1.3' },
      },
    ],
  };
}
