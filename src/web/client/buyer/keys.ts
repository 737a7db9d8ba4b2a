/** What was pressed and isn't answered yet, kept over reloads and crashes, so that it is asked again and once. */
import type { RequestedItem } from '../../../domain/pre-order';

/** A pre-order that was asked for, with the key that makes asking twice the same as once. */
export interface Asked {
  key: string;
  items: RequestedItem[];
}

/** What was pressed longer ago than this isn't pressed again by itself: they may have changed their mind. */
const FRESH_MS = 15 * 60_000;

/** The key of what opening the page asks for: the same in every tab, so that all of them ask for one. */
export const OPENED: Asked['key'] = 'opened-the-page';

export interface Keys {
  asked(): Asked | undefined;
  keepAsked(asked: Asked): void;
  forgetAsked(): void;
  /** The pre-order whose checkout was pressed. */
  paying(): string | undefined;
  keepPaying(preOrderId: string): void;
  forgetPaying(): void;
}

/** @param storage where there is none, or it refuses, they live as long as the page. */
export function createKeys(eventId: string, storage: Storage | undefined): Keys {
  const memory = new Map<string, string>();
  const name = (what: string) => `bilheteria.${what}.${eventId}`;
  const read = (what: string) => {
    try {
      return storage?.getItem(name(what)) ?? memory.get(what);
    } catch {
      return memory.get(what);
    }
  };
  const write = (what: string, value: string | undefined) => {
    if (value === undefined) memory.delete(what);
    else memory.set(what, value);
    try {
      if (value === undefined) storage?.removeItem(name(what));
      else storage?.setItem(name(what), value);
    } catch {
      // Full or forbidden: memory has it.
    }
  };
  return {
    asked() {
      try {
        const { at, ...asked } = JSON.parse(read('asked') ?? '{"at":0}') as Asked & { at: number };
        return Date.now() - at < FRESH_MS ? asked : undefined;
      } catch {
        return undefined;
      }
    },
    keepAsked: (asked) => write('asked', JSON.stringify({ ...asked, at: Date.now() })),
    forgetAsked: () => write('asked', undefined),
    paying: () => read('paying'),
    keepPaying: (preOrderId) => write('paying', preOrderId),
    forgetPaying: () => write('paying', undefined),
  };
}

/** A key that nobody else makes. */
export function newKey(): string {
  // randomUUID is missing where the page came over plain HTTP from another machine.
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('-');
}
