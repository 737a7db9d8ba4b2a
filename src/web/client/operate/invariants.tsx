import type { Report } from './answers';
import { useDesk } from './desk';

/** Whether what must always hold does: a word each, coloured too. */
export function Invariants({ report }: { report: Report | undefined }) {
  const { words } = useDesk().locale;
  return (
    <section class="card" aria-labelledby="checks">
      <h2 id="checks">{words.checks}</h2>
      {!report && <p class="soft">{words.loading}</p>}
      <ul class="checks">
        {report?.invariants.map(({ code, name, ok }) => (
          <li key={code}>
            <strong class={ok ? 'good' : 'bad'}>{ok ? words.good : words.broken}</strong>
            <span>{words.invariants[code] ?? name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
