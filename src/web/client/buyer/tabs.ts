/** The other tabs with the same event: they share what they learn, and only one of them keeps streams open. */
import type { PreOrderJson } from '../api';

type Message = { preOrder: PreOrderJson } | { visible: true };

export interface Tabs {
  share(preOrder: PreOrderJson): void;
  /** This tab is visible now: the others close their streams, since they share the browser's six connections. */
  announceVisible(): void;
}

export function joinTabs(
  eventId: string,
  on: { preOrder(preOrder: PreOrderJson): void; visibleElsewhere(): void },
): Tabs {
  if (typeof BroadcastChannel === 'undefined')
    return { share: () => undefined, announceVisible: () => undefined };
  const channel = new BroadcastChannel(`bilheteria.${eventId}`);
  const post = (message: Message) => channel.postMessage(message);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ('preOrder' in data) on.preOrder(data.preOrder);
    else on.visibleElsewhere();
  };
  return {
    share: (preOrder) => post({ preOrder }),
    announceVisible: () => post({ visible: true }),
  };
}
