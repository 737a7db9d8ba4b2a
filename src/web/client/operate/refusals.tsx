import { Time } from '../time';
import type { Report } from './api';
import { useOperate } from './context';

type Refusal = Report['refusals']['latest'][number] & { timeZone: string };

/** Requests that were refused at once: when, why, and for what. */
export function RefusalList({ refusals }: { refusals: Refusal[] }) {
  const { locale } = useOperate();
  const { words, number } = locale;
  return (
    <ol class="log">
      {refusals.map(({ at, reason, items, timeZone: zone }, i) => (
        <li key={`${at} ${i}`}>
          <p class="soft small">
            <Time {...{ locale, at, zone }} seconds />
          </p>
          <p>
            {words.refused[reason] ?? reason}{' '}
            {items.map(({ ticketType, quantity }) => `${number(quantity)} × ${ticketType}`).join(' + ')}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** What was refused at once in an event: how often, and the last of them. */
export function Refusals({ report, zone }: { report: Report | undefined; zone: string }) {
  const { words, number } = useOperate().locale;
  const counts = Object.entries(report?.refusals.counts ?? {});
  if (counts.length === 0) return null;
  return (
    <section class="card" aria-labelledby="refusals">
      <h2 id="refusals">{words.refusals}</h2>
      <ul>
        {counts.map(([reason, count]) => (
          <li key={reason}>
            {words.refused[reason] ?? reason} <strong>{number(count)}</strong>
          </li>
        ))}
      </ul>
      <RefusalList refusals={(report?.refusals.latest ?? []).map((one) => ({ ...one, timeZone: zone }))} />
    </section>
  );
}
