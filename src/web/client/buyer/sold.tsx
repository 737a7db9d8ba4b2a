import { Order } from './orders';
import { Button } from '../button';
import { Panel } from './panel';
import { canAskAgain } from './stage';
import type { PreOrderProps } from './stage-props';

/** Bought: the tickets with their codes for the entrance. */
export function Sold({ locale, purchase, actions, preOrder }: PreOrderProps) {
  const { words } = locale;
  return (
    <Panel name="sold" tone="yours" title={words.bought}>
      <p>{words.showCodes}</p>
      <Order {...{ locale, purchase }} order={preOrder} />
      {canAskAgain(purchase) && (
        <Button kind="quiet" disabled={!actions} onPress={() => actions?.chooseAgain()}>
          {words.buyMore}
        </Button>
      )}
    </Panel>
  );
}
