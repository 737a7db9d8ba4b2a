import { setTimeout as delay } from 'node:timers/promises';
import type { CpuMeter } from '../processes';
import type { Setup } from '../setup';

/** The total cost of a piece of work. */
export interface Used {
  /** CPU seconds, by process. */
  cpu: Record<'app' | 'temporal' | 'postgres', number>;
  /** How many statements Postgres ran, and for how long, in milliseconds. */
  statements: number;
  statementMs: number;
}

/** Measures CPU time and SQL statements of a piece of work, less what the idle program uses in the same time. */
export class CostMeter {
  private idle: Used = { cpu: { app: 0, temporal: 0, postgres: 0 }, statements: 0, statementMs: 0 };
  private readonly cpu: CpuMeter;

  constructor(private readonly setup: Setup) {
    this.cpu = setup.cpuOf('ours');
  }

  /** Measures the idle program for this time in milliseconds. Comes first. */
  async measureIdle(ms: number): Promise<Used> {
    const { used, seconds } = await this.raw(() => delay(ms));
    this.idle = combine(used, used, (one) => one / seconds);
    return this.idle;
  }

  async of(work: () => Promise<unknown>): Promise<Used> {
    const { used, seconds } = await this.raw(work);
    return combine(used, this.idle, (one, idle) => Math.max(0, one - idle * seconds));
  }

  private async raw(work: () => Promise<unknown>): Promise<{ used: Used; seconds: number }> {
    const { db } = this.setup;
    await db.query({ name: 'reset_statements', text: 'SELECT pg_stat_statements_reset()' }, []);
    this.cpu.restart();
    const began = Date.now();
    await work();
    const seconds = (Date.now() - began) / 1_000;
    const { app = NaN, temporal = NaN, postgres = NaN } = this.cpu.used();
    // The meter's own statements are not counted, nor are statements inside functions.
    const text = `SELECT coalesce(sum(calls), 0)::float8 AS statements, coalesce(sum(total_exec_time), 0)::float8 AS ms
      FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%unended%'`;
    const [row] = await db.query<{ statements: number; ms: number }>({ name: 'statements', text }, []);
    const used = {
      cpu: { app, temporal, postgres },
      statements: row?.statements ?? NaN,
      statementMs: row?.ms ?? NaN,
    };
    return { used, seconds };
  }
}

function combine(one: Used, other: Used, how: (one: number, other: number) => number): Used {
  return {
    cpu: {
      app: how(one.cpu.app, other.cpu.app),
      temporal: how(one.cpu.temporal, other.cpu.temporal),
      postgres: how(one.cpu.postgres, other.cpu.postgres),
    },
    statements: how(one.statements, other.statements),
    statementMs: how(one.statementMs, other.statementMs),
  };
}
