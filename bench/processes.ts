import { readdirSync, readFileSync } from 'node:fs';

const TICKS = 100;

const read = (file: string) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

/** The fields of /proc/<pid>/stat after the name; the first one is the state, the third field in proc(5). */
function statOf(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** CPU seconds of a process; NaN where there is no /proc. */
function cpuSeconds(pid: number): number {
  const stat = statOf(pid);
  return stat ? (Number(stat[11]) + Number(stat[12])) / TICKS : NaN;
}

/** CPU seconds of a process and its children, including those that have ended. */
function cpuSecondsOfAll(pid: number): number {
  const ended = statOf(pid);
  const own = cpuSeconds(pid) + (Number(ended?.[13]) + Number(ended?.[14])) / TICKS;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSecondsOfAll(child), own);
}

/** The running children of a process. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((other) => other > 0 && statOf(other)?.[1] === String(pid));
}

/** Resident memory in megabytes, now and at its peak. */
export function memoryMb(pid: number): { now: number; peak: number } {
  const status = read(`/proc/${pid}/status`) ?? '';
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
  return { now: kb('VmRSS') / 1024, peak: kb('VmHWM') / 1024 };
}

/** Megabytes of a process and its children, shared memory counted once. Needs permission to read smaps_rollup. */
export function privateMemoryMb(pid: number): number {
  const kb = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1] ?? 0);
  return childrenOf(pid).reduce((sum, child) => sum + privateMemoryMb(child), kb / 1024);
}

/** CPU seconds that each named process used since `before`. */
export class CpuMeter {
  private before: Record<string, number>;

  constructor(private readonly pids: Record<string, number>) {
    this.before = this.read();
  }

  restart(): void {
    this.before = this.read();
  }

  used(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.read()).map(([name, at]) => [name, at - (this.before[name] ?? 0)]),
    );
  }

  private read(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.pids).map(([name, pid]) => [
        name,
        name === 'postgres' ? cpuSecondsOfAll(pid) : cpuSeconds(pid),
      ]),
    );
  }
}
