/** Somebody has signed in or out in one tab: the others show another person's tickets from then on. */
let channel: BroadcastChannel | undefined;

/** One for the page, which doesn't hear itself. Older browsers have none. */
function tabs(): BroadcastChannel | undefined {
  if (typeof BroadcastChannel !== 'undefined') channel ??= new BroadcastChannel('bilheteria.session');
  return channel;
}

/** Tells the other tabs. */
export const announceSession = (): void => tabs()?.postMessage(null);

/** @param onNews the session changed in another tab. @returns ends it. */
export function onSessionChanged(onNews: () => void): () => void {
  tabs()?.addEventListener('message', onNews);
  return () => tabs()?.removeEventListener('message', onNews);
}
