/** The other tabs with the same event: they share what they learn. */
import type { PreOrderJson } from '../api';

export function joinTabs(eventId: string, onPreOrder: (preOrder: PreOrderJson) => void) {
  // Older browsers don't have it.
  const channel =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`bilheteria.${eventId}`);
  channel?.addEventListener('message', ({ data }: MessageEvent<PreOrderJson>) => onPreOrder(data));
  return { share: (preOrder: PreOrderJson) => channel?.postMessage(preOrder) };
}
