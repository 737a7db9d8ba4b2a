import { stageOf } from './stage';
import type { StageProps } from './stage-props';

type NoticeProps = Pick<StageProps, 'locale' | 'purchase'>;

/** Says when the page can't reach the server, and what that means for the order. */
export function ConnectionNotice({ locale: { words }, purchase }: NoticeProps) {
  const { connection, pending } = purchase;
  const lost = connection !== 'online';
  return (
    <div class="connection" role="status" data-lost={lost ? '' : undefined}>
      {lost && (
        <p>
          <strong>{connection === 'offline' ? words.offline : words.connectionTrouble}</strong>{' '}
          {pending ? words.keepsTrying : words.orderIsSafe}{' '}
          {stageOf(purchase).name === 'held' && words.countdownContinues}
        </p>
      )}
    </div>
  );
}

/** Why the last request was refused; read out. */
export function RefusalNotice({ locale: { words }, purchase: { refusal, event } }: NoticeProps) {
  const texts: Record<string, string> = {
    limit_reached: words.limitReached(event.maxPerBuyer),
    sold_out: words.notEnoughLeft,
    not_on_sale: words.notOnSale,
  };
  return (
    <div role="alert">
      {refusal && <p class="note warn">{texts[refusal.code] ?? words.somethingWentWrong}</p>}
    </div>
  );
}
