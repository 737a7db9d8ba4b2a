/** What the browser keeps for a page over reloads and crashes. */

/** An older value doesn't count, since the buyer may have changed their mind. In milliseconds. */
const FRESH_MS = 15 * 60_000;

/** @returns undefined where the browser forbids it. */
export function findStorage(kind: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return window[kind];
  } catch {
    return undefined;
  }
}

/** @param storage without it, or where it refuses, the value is kept as long as the page. */
export function kept<Value>(key: string, storage: Storage | undefined) {
  let memory: string | undefined;
  const store = (text: string | undefined) => {
    memory = text;
    try {
      if (text === undefined) storage?.removeItem(key);
      else storage?.setItem(key, text);
    } catch {
      // Full or forbidden: memory has it.
    }
  };
  return {
    get(): Value | undefined {
      type Entry = { at: number; value: Value };
      try {
        const { at, value } = JSON.parse(storage?.getItem(key) ?? memory ?? '') as Entry;
        return Date.now() - at < FRESH_MS ? value : undefined;
      } catch {
        return undefined;
      }
    },
    keep: (value: Value) => store(JSON.stringify({ at: Date.now(), value })),
    forget: () => store(undefined),
  };
}
