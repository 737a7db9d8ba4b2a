/** The other tabs with the same event: they share what they learn, and only one of them keeps streams open. */
import type { PreOrderJson } from '../api';

type Message = { preOrder: PreOrderJson } | { visible: true };

export function joinTabs(
  eventId: string,
  on: { preOrder(preOrder: PreOrderJson): void; visibleElsewhere(): void },
) {
  // Older browsers don't have it.
  const channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`bilheteria.${eventId}`);
  const post = (message: Message) => channel?.postMessage(message);
  channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if ('preOrder' in data) on.preOrder(data.preOrder);
    else on.visibleElsewhere();
  });
  return {
    share: (preOrder: PreOrderJson) => post({ preOrder }),
    /** This tab is visible now: the others close their streams, since they share the browser's six connections. */
    announceVisible: () => post({ visible: true }),
  };
}
