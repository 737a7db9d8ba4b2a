import { OrderSummary } from './order-summary';
import { Panel } from './panel';
import type { PreOrderProps } from './stage-props';

/** Nothing to do but wait a moment: called with the tickets set aside, or bought and not recorded yet. */
export function Certain({ locale, purchase, preOrder }: PreOrderProps) {
  const { words } = locale;
  const called = preOrder.status === 'called';
  return (
    <Panel name={preOrder.status} tone="yours" title={called ? words.yourTurn : words.orderAccepted}>
      <p class="large">{called ? words.yourTurnExplained : words.orderAcceptedExplained}</p>
      <OrderSummary locale={locale} event={purchase.event} order={preOrder} />
    </Panel>
  );
}
