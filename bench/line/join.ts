import { onSale } from '../../test/helpers/database';
import { median } from '../load';
import type { Found } from '../report';
import { askRound, compare } from './certain';
import { onStand } from './stand';

/** Joining a line where everything is held and nothing comes back. */
export function join(sizes: { rounds: number; count: number }): Promise<Found> {
  return onStand(async (stand) => {
    const app = await stand.withoutStarts();
    await onSale(stand.db, { pista: 1 }, { id: 'full' });
    await askRound(app.url, stand, 'full', 1, 201, 1);
    const both = await compare(
      {
        real: () => askRound(app.url, stand, 'full', sizes.count, 202),
        validates: () => askRound(app.validatesUrl, stand, 'full', sizes.count, 202),
      },
      sizes.rounds,
    );
    const [real, validates] = [both.rate('real'), both.rate('validates')];
    const p99 = (name: 'real' | 'validates') => median(both[name].map((round) => round.p99));
    return {
      details: both,
      rows: [
        {
          what: 'joins of a line, everything held, 64 at once; against validating alone',
          unit: '/s',
          other: validates,
          ours: real,
          ratio: real / validates,
          target: '>= 0.6',
        },
        { what: 'the same, p99', unit: 'ms', other: p99('validates'), ours: p99('real') },
      ],
    };
  });
}
