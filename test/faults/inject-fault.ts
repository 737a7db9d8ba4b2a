import type { Fault } from './plan';
import type { Condition, Link } from './link';
import type { Replica } from './replica';
import type { TestBed } from './test-bed';

/** How far a wrong clock is off, in seconds. */
const CLOCK_ERROR_SECONDS = 420;

/** The delay of every byte on a slow connection, in milliseconds. */
const DELAY_MS = 150;

type EndFault = () => Promise<void> | void;

/** @returns why this machine can't produce the fault, or undefined if it can. */
export function whyUnsupported({ kind }: Fault, testBed: TestBed): string | undefined {
  if (kind === 'full disk' && typeof testBed.disk === 'string') return testBed.disk;
  const { clock } = testBed.replicas[0];
  return kind.startsWith('clock') && typeof clock === 'string' ? clock : undefined;
}

/** @returns a function that ends the fault. The test bed restarts by itself what a fault kills. */
export async function injectFault({ kind, target }: Fault, testBed: TestBed): Promise<EndFault> {
  const replicas = testBed.replicas.filter(({ name }) => target === 'both' || name === target);
  const [action, where = ''] = kind.split(' ') as [string, string?];
  const links = replicas.map((replica) => findLink(replica, where)).filter((link) => link !== undefined);
  switch (action) {
    case 'kill':
      if (where === 'app') replicas.forEach((replica) => replica.signal('SIGKILL'));
      else signal(await testBed.processesOf(toServer(where)), 'SIGKILL');
      return () => undefined;
    case 'freeze':
      return where === 'app' ? freezeReplicas(replicas) : freezeServer(testBed, toServer(where));
    case 'cut':
      return setCondition(links, { kind: 'cut' });
    case 'silence':
      return setCondition(links, { kind: 'silent' });
    case 'delay':
      return setCondition(links, { kind: 'passes', lateMs: DELAY_MS });
    case 'forget':
      links.forEach((link) => link.forget());
      return () => undefined;
    case 'read-only':
      await setReadOnly(testBed, true);
      return () => setReadOnly(testBed, false);
    case 'full':
      return fillDisk(testBed);
    default:
      return moveClocks(replicas, where === 'ahead' ? CLOCK_ERROR_SECONDS : -CLOCK_ERROR_SECONDS);
  }
}

const toServer = (name: string) => (name === 'postgres' ? 'postgres' : 'temporal');

function findLink({ links }: Replica, where: string): Link | undefined {
  if (where.endsWith('–postgres')) return links.postgres;
  if (where.endsWith('–temporal')) return links.temporal;
  return where.startsWith('client–') ? links.client : undefined;
}

function setCondition(links: Link[], condition: Condition): EndFault {
  links.forEach((link) => link.set(condition));
  return () => links.forEach((link) => link.set({ kind: 'passes' }));
}

/** Ignores processes that have exited in the meantime. */
function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

function freezeReplicas(replicas: Replica[]): EndFault {
  const pids = replicas.map(({ pid }) => pid).filter((pid) => pid !== undefined);
  signal(pids, 'SIGSTOP');
  return () => signal(pids, 'SIGCONT');
}

async function freezeServer(testBed: TestBed, server: 'postgres' | 'temporal'): Promise<EndFault> {
  // The parent starts the children. Once it is frozen there are no new ones, so the second list is complete.
  const [parent, ...children] = await testBed.processesOf(server);
  if (parent === undefined) return () => undefined;
  signal([parent, ...children], 'SIGSTOP');
  const all = new Set([...(await testBed.processesOf(server)), parent, ...children]);
  signal([...all], 'SIGSTOP');
  return () => signal([...all], 'SIGCONT');
}

/** Retries for 30 seconds, because another fault may have stopped the server at the same time. */
async function retry(work: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;)
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

async function setReadOnly({ db }: TestBed, on: boolean): Promise<void> {
  const text = `ALTER SYSTEM SET default_transaction_read_only = ${on ? 'on' : 'off'}`;
  await retry(() => db.query({ name: `read_only_${String(on)}`, text }, []));
  await retry(() => db.query({ name: 'reload', text: 'SELECT pg_reload_conf()' }, []));
}

async function fillDisk({ disk, db }: TestBed): Promise<EndFault> {
  if (typeof disk === 'string') throw new Error(disk);
  await disk.fill();
  // Postgres can't create the next WAL segment, so it panics, as it does in production.
  await db.query({ name: 'switch_wal', text: 'SELECT pg_switch_wal()' }, []).catch(() => undefined);
  return disk.free;
}

/** Restarts the replicas with a movable clock, then moves it back and forth while they run. */
async function moveClocks(replicas: Replica[], seconds: number): Promise<EndFault> {
  const restarts = replicas.map((replica) => {
    replica.useMovableClock(true);
    return replica.restart();
  });
  await Promise.all(restarts);
  const move = async (offset: number) => {
    for (const { clock } of replicas) if (typeof clock === 'object') await clock.move(offset);
  };
  const offsets = [seconds, -seconds, seconds];
  let i = 0;
  const jump = () => move(offsets[i++ % offsets.length] as number);
  await jump();
  const timer = setInterval(() => void jump(), 4_000);
  return async () => {
    clearInterval(timer);
    await move(0);
    replicas.forEach((replica) => replica.useMovableClock(false));
  };
}
