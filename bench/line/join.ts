import { onSale } from '../../test/helpers/database';
import { median } from '../load';
import type { Result } from '../report';
import { askRound, compare } from './certain';
import { withServers } from './servers';

/** How fast buyers join a line while everything is held and nothing comes back. */
export function join(sizes: { rounds: number; count: number }): Promise<Result> {
  return withServers(async (servers) => {
    const app = await servers.withoutStarts();
    await onSale(servers.db, { pista: 1 }, { id: 'full' });
    await askRound(app.url, servers, 'full', 1, 201, 1);
    const both = await compare(
      {
        real: () => askRound(app.url, servers, 'full', sizes.count, 202),
        validates: () => askRound(app.validatesUrl, servers, 'full', sizes.count, 202),
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
