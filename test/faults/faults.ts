import type { Fault } from './plan';
import type { Link, Weather } from './link';
import type { Replica } from './replica';
import type { Stand } from './stand';

/** How far clocks are moved, in seconds. */
const WRONG_SECONDS = 420;

/** How late every byte of a bad connection is, in milliseconds. */
const LATE_MS = 150;

/** Ends a fault. */
type Heal = () => Promise<void> | void;

/** Why a fault can't be had on this machine; undefined where it can. */
export function missingFor({ kind }: Fault, stand: Stand): string | undefined {
  if (kind === 'full disk' && typeof stand.disk === 'string') return stand.disk;
  const { clock } = stand.replicas[0];
  return kind.startsWith('clock') && typeof clock === 'string' ? clock : undefined;
}

/** Does it. @returns what ends it; what was killed is started again by whoever keeps it up. */
export async function inflict({ kind, of }: Fault, stand: Stand): Promise<Heal> {
  const replicas = stand.replicas.filter(({ name }) => of === 'both' || name === of);
  const [what, where = ''] = kind.split(' ') as [string, string?];
  const links = replicas.map((replica) => linkOf(replica, where)).filter((link) => link !== undefined);
  switch (what) {
    case 'kill':
      if (where === 'app') replicas.forEach((replica) => replica.signal('SIGKILL'));
      else signal(await stand.processesOf(serverOf(where)), 'SIGKILL');
      return () => undefined;
    case 'freeze':
      return where === 'app' ? freezeReplicas(replicas) : freezeServer(stand, serverOf(where));
    case 'cut':
      return weather(links, { kind: 'cut' });
    case 'silence':
      return weather(links, { kind: 'silent' });
    case 'delay':
      return weather(links, { kind: 'passes', lateMs: LATE_MS });
    case 'forget':
      links.forEach((link) => link.forget());
      return () => undefined;
    case 'read-only':
      await setReadOnly(stand, true);
      return () => setReadOnly(stand, false);
    case 'full':
      return fillDisk(stand);
    default:
      return moveClocks(replicas, where === 'ahead' ? WRONG_SECONDS : -WRONG_SECONDS);
  }
}

const serverOf = (name: string) => (name === 'postgres' ? 'postgres' : 'temporal');

function linkOf({ links }: Replica, where: string): Link | undefined {
  if (where.endsWith('–postgres')) return links.postgres;
  if (where.endsWith('–temporal')) return links.temporal;
  return where.startsWith('client–') ? links.client : undefined;
}

function weather(links: Link[], bad: Weather): Heal {
  links.forEach((link) => link.set(bad));
  return () => links.forEach((link) => link.set({ kind: 'passes' }));
}

/** Those that are gone already are left out: they came to their end meanwhile. */
function signal(pids: number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

function freezeReplicas(replicas: Replica[]): Heal {
  const pids = replicas.map(({ pid }) => pid).filter((pid) => pid !== undefined);
  signal(pids, 'SIGSTOP');
  return () => signal(pids, 'SIGCONT');
}

async function freezeServer(stand: Stand, server: 'postgres' | 'temporal'): Promise<Heal> {
  // The first one starts the others: once it stands still, there are no new ones.
  const [first, ...before] = await stand.processesOf(server);
  if (first === undefined) return () => undefined;
  signal([first, ...before], 'SIGSTOP');
  const all = new Set([...(await stand.processesOf(server)), first, ...before]);
  signal([...all], 'SIGSTOP');
  return () => signal([...all], 'SIGCONT');
}

/** Whatever a server says while it is down is no failure of the plan; it is asked again. */
async function insist(work: () => Promise<unknown>): Promise<void> {
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

async function setReadOnly({ db }: Stand, on: boolean): Promise<void> {
  const text = `ALTER SYSTEM SET default_transaction_read_only = ${on ? 'on' : 'off'}`;
  await insist(() => db.query({ name: `read_only_${String(on)}`, text }, []));
  await insist(() => db.query({ name: 'reload', text: 'SELECT pg_reload_conf()' }, []));
}

async function fillDisk({ disk, db }: Stand): Promise<Heal> {
  if (typeof disk === 'string') throw new Error(disk);
  await disk.fill();
  // The log's next piece isn't there yet, so Postgres ends in a panic, as it does in earnest.
  await db.query({ name: 'switch_wal', text: 'SELECT pg_switch_wal()' }, []).catch(() => undefined);
  return disk.free;
}

/** Started anew with a clock that can be moved, which then goes wrong while they run, one way and back. */
async function moveClocks(replicas: Replica[], seconds: number): Promise<Heal> {
  const restarted = replicas.map((replica) => {
    replica.wantClock(true);
    return replica.restart();
  });
  await Promise.all(restarted);
  const move = async (by: number) => {
    for (const { clock } of replicas) if (typeof clock === 'object') await clock.move(by);
  };
  const jumps = [seconds, -seconds, seconds];
  let i = 0;
  const jump = () => move(jumps[i++ % jumps.length] as number);
  await jump();
  const timer = setInterval(() => void jump(), 4_000);
  return async () => {
    clearInterval(timer);
    await move(0);
    replicas.forEach((replica) => replica.wantClock(false));
  };
}
