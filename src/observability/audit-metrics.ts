import type { Registry } from 'prom-client';
import { INVARIANTS, type Offender } from '../db/audit';
import { addGauge } from './gauge';

/** After this time another process has run an audit, and this one's result is out of date; in milliseconds. */
const STALE_MS = 30 * 60_000;

/** What this process's last audit found. */
export function createAuditMetrics(registry: Registry) {
  let last: { at: number; found: Offender[] } | undefined;
  const recent = () => (last && Date.now() - last.at < STALE_MS ? last : undefined);
  const help = 'What breaks an invariant, as of the last audit; always 0 if all is well';
  addGauge(registry, 'invariant_offenders', help, ['invariant'], () => {
    const found = recent()?.found;
    if (!found) return [];
    const count = (name: string) => found.filter(({ invariant }) => invariant === name).length;
    return Object.keys(INVARIANTS).map((invariant) => [count(invariant), { invariant }]);
  });
  addGauge(registry, 'audited_timestamp_seconds', "Time of this process's last audit", [], () => {
    const at = recent()?.at;
    return at === undefined ? [] : [[at / 1_000]];
  });
  return { onAudited: (found: Offender[]) => void (last = { at: Date.now(), found }) };
}
