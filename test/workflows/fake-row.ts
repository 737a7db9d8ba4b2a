import type { EndReason } from '../../src/domain/pre-order';
import type { PreOrderState } from '../../src/contract/pre-order';

/** How a step fails before it succeeds: without effect, or done and its answer lost. */
export type Failure = 'not done' | 'answer lost';
export type Deed =
  'checkout' | 'giveBack' | 'refresh' | 'nonsense' | 'cancel' | 'accept' | 'accept unheard' | 'touch';
export interface Script {
  holdMs: number;
  failures: Record<'reserve' | 'sell' | 'release', Failure[]>;
  deeds: { what: Deed; atMs: number }[];
}

/** One row, as the statements of the database treat it. */
export class Row {
  status: 'called' | 'pre_order' | 'checking_out' | 'sold' | 'invalidated' = 'called';
  reason: EndReason | undefined;
  expiresAt = 0;
  /** How often it was made so. */
  readonly times = { reserved: 0, sold: 0, released: 0, accepted: 0 };

  constructor(private readonly script: Script) {}

  private get inTime() {
    return this.expiresAt > Date.now();
  }
  hold(): void {
    if (this.status !== 'called') return;
    this.status = 'pre_order';
    this.expiresAt = Date.now() + this.script.holdMs;
    this.times.reserved++;
  }
  touch(): void {
    if (this.status === 'pre_order' && this.inTime) this.expiresAt += 200;
  }
  /** @returns whether it was accepted. */
  accept(): boolean {
    if (this.status !== 'pre_order' || !this.inTime) return false;
    this.status = 'checking_out';
    this.times.accepted++;
    return true;
  }
  sell(): void {
    if (this.status !== 'checking_out' && !(this.status === 'pre_order' && this.inTime)) return;
    this.status = 'sold';
    this.times.sold++;
  }
  release(reason?: EndReason): void {
    const may = reason
      ? this.status === 'called' || this.status === 'pre_order'
      : this.status === 'pre_order' && !this.inTime;
    if (!may) return;
    this.status = 'invalidated';
    this.reason = reason ?? 'hold_ended';
    this.times.released++;
  }
  answer(): PreOrderState {
    const { status, reason } = this;
    if (status !== 'pre_order') return { status, ...(reason && { reason }) };
    const remainingMs = this.expiresAt - Date.now();
    return { status, remainingMs, expiresAt: new Date(this.expiresAt).toISOString() };
  }
}
