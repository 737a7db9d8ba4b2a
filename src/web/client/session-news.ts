/** Somebody has signed in or out in one tab: the others show another person's tickets from then on. */
const NAME = 'bilheteria.session';

const open = () => (typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(NAME));

/** Tells the other tabs. */
export function announceSession(): void {
  const channel = open();
  channel?.postMessage(null);
  channel?.close();
}

/** @param onNews the session changed in another tab. */
export function onSessionChanged(onNews: () => void): void {
  open()?.addEventListener('message', onNews);
}
