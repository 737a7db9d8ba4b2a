import { useOperate } from './context';
import type { LiveEvent } from './live-event';

/** Whether each invariant holds. */
export function IntegrityChecks({ report }: LiveEvent) {
  const { words } = useOperate().locale;
  return (
    <section class="card" aria-labelledby="checks">
      <h2 id="checks">{words.checks}</h2>
      {!report && <p class="soft">{words.loading}</p>}
      <ul class="checks">
        {report?.invariants.map(({ code, name, ok }) => (
          <li key={code}>
            <strong class={ok ? 'good' : 'bad'}>{ok ? words.checkPassed : words.checkFailed}</strong>
            <span>{words.invariants[code] ?? name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
