import type { Point } from './answers';
import { useDesk } from './desk';

/** Every so manieth point, so that the table stays short. */
const EVERY = 10;

/** The charts' numbers, to read. */
export function PointTable({ points }: { points: Point[] }) {
  const { words, clock, number } = useDesk().locale;
  const shown = points.filter((_, i) => i % EVERY === 0).reverse();
  return (
    <details>
      <summary>{words.asTable}</summary>
      <div class="wide" tabIndex={0} role="region" aria-label={words.overTime}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              {[words.sold, words.held, words.waiting].map((head) => (
                <th key={head} scope="col" class="figure">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ at, sold, held, waiting }) => (
              <tr key={at}>
                <th scope="row">{clock(new Date(at))}</th>
                {[sold, held, waiting].map((value, i) => (
                  <td key={i} class="figure">
                    {number(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
