import type { Messages } from '../i18n/en';
import { PAYMENT_WORDS } from '../i18n/payment';
import { MOST_ATTEMPTS } from '../../../domain/payment';
import { isSignedOut, lacksCookies, lacksSession, type Purchase } from './purchase';
import { stageOf, ticketsOf } from './stage';
import type { StageProps } from './stage-props';

type NoticeProps = Pick<StageProps, 'locale' | 'purchase'>;

/** Says why the page can't work as usual, such as a lost connection, and what that means for the order. */
export function ConnectionNotice({ locale: { words }, purchase }: NoticeProps) {
  const { connection, pending } = purchase;
  const troubles = {
    online: '',
    slow: words.slowAnswer,
    offline: words.offline,
    unreachable: words.connectionTrouble,
  };
  const trouble = lacksCookies(purchase)
    ? words.noCookies
    : isSignedOut(purchase)
      ? words.signedOut
      : troubles[connection];
  const explained = () => {
    if (lacksCookies(purchase)) return words.allowCookies;
    if (pending) return words.keepsTrying;
    return connection === 'slow' ? words.updatesAutomatically : words.orderIsSafe;
  };
  return (
    <div class="connection" role="status" data-lost={trouble ? '' : undefined}>
      {trouble && (
        <p>
          <strong>{trouble}</strong>{' '}
          {isSignedOut(purchase) ? <SignInAgain {...{ words, purchase }} /> : explained()}{' '}
          {['held', 'paying'].includes(stageOf(purchase).name) && words.countdownContinues}
        </p>
      )}
    </div>
  );
}

/** The next page that is loaded begins a new session. */
function SignInAgain({ words, purchase: { event } }: { words: Messages; purchase: Purchase }) {
  const next = new URLSearchParams({ next: `/events/${event.id}` }).toString();
  return (
    <>
      <a href={`/account?${next}`}>{words.signInAgain}</a> · <a href="">{words.continueSignedOut}</a>
    </>
  );
}

/** Why the last request was refused; read out. */
export function RefusalNotice({ locale: { words }, purchase }: NoticeProps) {
  const { refusal, event } = purchase;
  const texts: Record<string, string> = {
    limit_reached: words.limitReached(event.maxPerBuyer, ticketsOf(purchase)),
    sold_out: words.notEnoughLeft,
    not_on_sale: words.notOnSale,
    sign_in_required: words.signInRequired,
  };
  return (
    <div role="alert">
      {refusal && !lacksSession(purchase) && (
        <p class="note warn">{texts[refusal.code] ?? words.somethingWentWrong}</p>
      )}
    </div>
  );
}

/** Why something about the payment was refused; read out. */
export function PaymentRefusal({ locale: { language }, purchase: { refusal } }: NoticeProps) {
  const words = PAYMENT_WORDS[language];
  const texts: Record<string, string> = {
    too_many_attempts: words.triedTooOften(MOST_ATTEMPTS),
    already_paid: words.alreadyPaid,
    not_refundable: words.notReturnable,
    payment_open: words.stillOpen,
  };
  const text = texts[refusal?.code ?? ''];
  return <div role="alert">{text && <p class="note warn">{text}</p>}</div>;
}
