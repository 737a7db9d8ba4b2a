/** What a buyer can do, each press answered once, however bad the network. */
import type { PreOrderShown, ProblemShown } from '../api';
import { isFinal, type RequestedItem } from '../../../domain/pre-order';
import type { Clock } from './clock';
import { insist, type Answer, type Insistence, type Request } from './http';
import { newKey, OPENED, type Keys } from './keys';
import { currentOf, type Press, type Store } from './purchase';
import { endsByIdling } from './stage';

export interface Presses {
  /** Asks for these tickets. */
  ask(items: RequestedItem[]): void;
  /** Asks for what there is no choice about, because the page was opened. */
  askByItself(): void;
  checkout(): void;
  giveBack(): void;
  again(): void;
  /** A sign of life that may keep the hold; told to the server now and then only. */
  active(): void;
  /** The answer to "still there?": told at once. */
  stillHere(): void;
  /** Presses again what was pressed before a reload and isn't answered. */
  resume(): void;
}

export interface PressesDependencies {
  store: Store;
  clock: Clock;
  keys: Keys;
  network: Insistence;
  /** Shows a pre-order that was answered, here and in the other tabs. */
  show(preOrder: PreOrderShown): void;
  /** Asks what is true now. */
  refresh(): Promise<void>;
}

/** The most often that a sign of life is told, in milliseconds. */
const TOUCH_MS = 10_000;

/** How long a sign of life waits to see what it was, in milliseconds: the finger that comes down to pay is no touch. */
const GESTURE_MS = 300;

export function createPresses({ store, clock, keys, network, show, refresh }: PressesDependencies): Presses {
  const shown = (answer: Answer): answer is { ok: true; body: PreOrderShown } => {
    if (answer.ok) show(answer.body as PreOrderShown);
    return answer.ok;
  };

  /** Nothing where another press isn't answered yet: that is what a double tap comes to. */
  async function press(what: Press, path: string, request: Request): Promise<ProblemShown | undefined> {
    store.tell({ what: 'pressed', press: what });
    const answer = await insist(path, request, network);
    if (!shown(answer)) await refresh();
    return answer.ok ? undefined : answer.problem;
  }

  async function askWith(key: string, items: RequestedItem[]): Promise<void> {
    if (store.get().pending) return;
    keys.keepAsked({ key, items });
    const { event } = store.get();
    const problem = await press('ask', `/api/events/${event.id}/pre-orders`, {
      method: 'POST',
      body: { items },
      headers: { 'Idempotency-Key': key, Prefer: 'wait=1' },
    });
    keys.forgetAsked();
    const open = currentOf(store.get());
    // Another tab was faster: what it got is theirs as well.
    const settled = !problem || (open && !isFinal(open.status));
    store.tell(settled ? { what: 'answered' } : { what: 'refused', problem });
  }

  async function pay(id: string): Promise<void> {
    if (store.get().pending) return;
    keys.keepPaying(id);
    // Where it has expired the pre-order itself, read anew, says so.
    await press('checkout', `/api/pre-orders/${id}/checkout`, {
      ...{ method: 'POST', body: {}, headers: { Prefer: 'wait=5' } },
    });
    keys.forgetPaying();
    store.tell({ what: 'answered' });
  }

  async function giveBack(id: string): Promise<void> {
    if (store.get().pending) return;
    await press('give_back', `/api/pre-orders/${id}`, { method: 'DELETE' });
    store.tell({ what: 'answered' });
  }

  let touchedAt = -Infinity;
  let touching = false;
  async function touch(leastMs: number): Promise<void> {
    const { event } = store.get();
    const held = currentOf(store.get());
    if (held?.status !== 'pre_order' || touching || clock.now() - touchedAt < leastMs) return;
    touching = true;
    touchedAt = clock.now();
    try {
      if (!endsByIdling(event, held)) return;
      if (leastMs > 0) await new Promise((resolve) => setTimeout(resolve, GESTURE_MS));
      // A press keeps or ends the hold by itself; a touch that crossed it would be told that it is over.
      if (store.get().pending || currentOf(store.get())?.status !== 'pre_order') return;
      const answer = await insist(`/api/pre-orders/${held.id}/touch`, { method: 'POST' }, network);
      if (!shown(answer)) await refresh();
    } finally {
      touching = false;
    }
  }

  /** Runs the press for what is on the page. */
  const onCurrent = (press: (id: string) => Promise<void>) => () => {
    const current = currentOf(store.get());
    if (current) void press(current.id);
  };
  return {
    ask: (items) => void askWith(newKey(), items),
    askByItself() {
      const [type] = store.get().event.ticketTypes;
      if (type) void askWith(OPENED, [{ ticketType: type.id, quantity: 1 }]);
    },
    checkout: onCurrent(pay),
    giveBack: onCurrent(giveBack),
    again: () => store.tell({ what: 'again' }),
    active: () => void touch(Math.min(TOUCH_MS, store.get().event.idleSeconds * 250)),
    stillHere: () => void touch(0),
    resume() {
      const asked = keys.asked();
      const paying = store.get().mine.find(({ id }) => id === keys.paying());
      if (paying && !isFinal(paying.status)) void pay(paying.id);
      else keys.forgetPaying();
      if (asked) void askWith(asked.key, asked.items);
    },
  };
}
