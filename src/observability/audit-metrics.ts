import { Gauge, type Registry } from 'prom-client';
import { INVARIANTS, type Invariant, type Offender } from '../db/audit';

/** After this time another process has audited, and what this one found says nothing any more; in milliseconds. */
const STALE_MS = 30 * 60_000;

/** What the last audit of this process found. */
export function createAuditMetrics(registry: Registry) {
  let last: { at: number; found: Offender[] } | undefined;
  const recent = () => (last && Date.now() - last.at < STALE_MS ? last : undefined);
  new Gauge({
    name: 'bilheteria_invariant_offenders',
    help: 'What breaks an invariant, as the last audit found it; nothing ever should',
    labelNames: ['invariant'],
    registers: [registry],
    collect() {
      this.reset();
      const found = recent()?.found;
      if (!found) return;
      const counts = new Map<Invariant, number>();
      for (const { invariant } of found) counts.set(invariant, (counts.get(invariant) ?? 0) + 1);
      for (const invariant of Object.keys(INVARIANTS) as Invariant[])
        this.set({ invariant }, counts.get(invariant) ?? 0);
    },
  });
  new Gauge({
    name: 'bilheteria_audited_timestamp_seconds',
    help: 'When this process has audited last',
    registers: [registry],
    collect() {
      const at = recent()?.at;
      if (at === undefined) this.remove();
      else this.set(at / 1_000);
    },
  });
  return { onAudited: (found: Offender[]) => void (last = { at: Date.now(), found }) };
}
