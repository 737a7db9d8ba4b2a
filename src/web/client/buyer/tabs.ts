/** The other tabs with the same event: they share what they learn, and only one of them keeps streams open. */
import type { PreOrderShown } from '../api';

type Message = { preOrder: PreOrderShown } | { looking: true };

export interface Tabs {
  tell(preOrder: PreOrderShown): void;
  /** Somebody looks at this tab now: the others let go of their streams (a browser has six connections for all). */
  looking(): void;
  close(): void;
}

export function joinTabs(
  eventId: string,
  on: { preOrder(preOrder: PreOrderShown): void; lookedAtElsewhere(): void },
): Tabs {
  if (typeof BroadcastChannel === 'undefined')
    return { tell: () => undefined, looking: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(`bilheteria.${eventId}`);
  const post = (message: Message) => channel.postMessage(message);
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ('preOrder' in data) on.preOrder(data.preOrder);
    else on.lookedAtElsewhere();
  };
  return {
    tell: (preOrder) => post({ preOrder }),
    looking: () => post({ looking: true }),
    close: () => channel.close(),
  };
}
