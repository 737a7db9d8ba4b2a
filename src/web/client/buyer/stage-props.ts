import type { PreOrderJson } from '../api';
import type { Locale } from '../i18n';
import type { BuyerActions } from './actions';
import type { Clock } from './clock';
import type { Purchase } from './purchase';

/** What every stage of the page gets. */
export interface StageProps {
  locale: Locale;
  purchase: Purchase;
  clock: Clock;
  /** Undefined until the script runs: nothing can be pressed before. */
  actions?: BuyerActions | undefined;
}

/** What a stage gets that shows a pre-order. */
export type PreOrderProps = StageProps & { preOrder: PreOrderJson };
