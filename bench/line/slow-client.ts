import { chanceOf } from '../../test/helpers/chance';
import { arrivals, drawnSale, inversions } from '../../test/helpers/slow-buyers';
import type { Result } from '../report';
import { withServers } from './servers';

export interface Sizes {
  sales: number;
  entries: number;
  tickets: number;
  arrivals: number;
}

const NETWORK = { delayMs: 3_000, lostShare: 0.1 };

/** Half of the buyers have 3 s more latency each way and lose a tenth of their connections. */
export function slowClient(sizes: Sizes): Promise<Result> {
  return withServers(async (servers) => {
    const app = await servers.serve();
    const { entries, tickets } = sizes;
    const sales = await Promise.all(
      Array.from({ length: sizes.sales }, (_, i) =>
        drawnSale(app, `drawn-${i}`, { entries, tickets, slackMs: 15_000 }, NETWORK),
      ),
    );
    const size = { buyers: sizes.arrivals, tickets: Math.ceil(sizes.arrivals / 4) };
    const inOrder = await arrivals(app, 'arrivals', size, NETWORK);
    const sum = (key: 'won' | 'slowWon' | 'connectionsLost') =>
      sales.reduce((total, sale) => total + sale[key], 0);
    const share = sum('slowWon') / sum('won');
    const askedInOrder = inOrder.every(
      ({ askedAt }, i) => i === 0 || (inOrder[i - 1]?.askedAt ?? '') <= askedAt,
    );
    const firstWon = inOrder.every(({ won }, i) => won === i < size.tickets);
    if (!askedInOrder || !firstWon) throw new Error('The order of places is not the order of receipt.');
    const chance = chanceOf(sales);
    return {
      details: { sales, chance, arrivals: inOrder },
      rows: [
        {
          what: `${sizes.sales} drawn sales, ${entries} entries for ${tickets} tickets: the slow's share of entries, and of tickets`,
          ...{ unit: '', other: 0.5, ours: share },
        },
        {
          what: "chance of as uneven a share in fair draws (Fisher's exact test, two-sided, over all sales)",
          ...{ unit: 'p', ours: chance, target: '> 1e-6' },
        },
        { what: 'connections lost on the way', unit: '', ours: sum('connectionsLost') },
        {
          what: `${sizes.arrivals} arrivals after opening: pairs placed against the order of receipt`,
          ...{ unit: '', ours: inversions(inOrder, 0) },
        },
        {
          what: 'the same, of those received more than 50 ms apart',
          ...{ unit: '', ours: inversions(inOrder, 50), target: '0' },
        },
      ],
    };
  });
}
