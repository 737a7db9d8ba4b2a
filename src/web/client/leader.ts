/** Elects one of the browser's tabs: of those that run, exactly one leads, and another one follows when it goes. */

export interface Election {
  /** Takes part; the tab leads once no other does. */
  run(): void;
  /** Gives up the lead, or the wish for it. */
  withdraw(): void;
}

/** @param onLead called when this tab takes the lead and when it loses it. */
export function joinElection(name: string, onLead: (leads: boolean) => void): Election {
  // Missing in older browsers, and where the page came over plain HTTP from another machine.
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? byLock(locks, name, onLead) : byAnnouncement(name, onLead);
}

/** The browser gives a lock to one tab at a time, and to the next one when that tab ends, however it ends. */
function byLock(locks: LockManager, name: string, onLead: (leads: boolean) => void): Election {
  let campaign: AbortController | undefined;
  return {
    run() {
      if (campaign) return;
      const { signal } = (campaign = new AbortController());
      const lead = () =>
        new Promise<void>((release) => {
          signal.addEventListener('abort', () => release());
          if (signal.aborted) release();
          else onLead(true);
        });
      // Withdrawn before it was granted; a browser that refuses locks leaves each tab on its own.
      locks.request(name, { signal }, lead).catch(() => signal.aborted || onLead(true));
    },
    withdraw() {
      if (!campaign) return;
      campaign.abort();
      campaign = undefined;
      onLead(false);
    },
  };
}

/** Without locks the tab that came last leads. One that ends leaves the others to polling until one of them is used. */
function byAnnouncement(name: string, onLead: (leads: boolean) => void): Election {
  const channel =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`${name}.leader`);
  channel?.addEventListener('message', () => onLead(false));
  return {
    run() {
      channel?.postMessage('lead');
      onLead(true);
    },
    withdraw: () => onLead(false),
  };
}
