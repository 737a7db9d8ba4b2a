import { PAYMENT_WORDS } from '../i18n/payment';
import { Button } from '../button';
import { Countdown, durationText, useNow } from './countdown';
import { Deadline } from './deadline';
import { READ_OUT } from './hold';
import type { PaymentJson } from './money';
import { PaymentRefusal } from './notices';
import { OrderSummary } from './order-summary';
import { Panel } from './panel';
import { PixCode } from './pix-code';
import { ReadOut } from './read-out';
import { ReleaseButton } from './release-button';
import type { PreOrderProps } from './stage-props';

/** A payment is open: where to pay, until when, and the way out. */
export function Paying(props: PreOrderProps) {
  const { payment } = props.preOrder;
  return payment ? <OpenPayment {...props} payment={payment} /> : null;
}

function OpenPayment(props: PreOrderProps & { payment: PaymentJson }) {
  const { locale, purchase, clock, actions, preOrder, payment } = props;
  const { event, pending } = purchase;
  const words = PAYMENT_WORDS[locale.language];
  const isPix = payment.method === 'pix';
  const isChecking = purchase.checking === payment.id;
  const isOpen = payment.status === 'open';
  // The code of a Pix may end before the time to pay does.
  const ends = [payment.payUntil, ...(payment.pix ? [payment.pix.expiresAt] : [])];
  const until = Math.min(...ends.map((at) => Date.parse(at)));
  const left = until - useNow(clock, until);
  const title = !isOpen ? words.processing : isPix ? words.payWithPix : words.completePayment;
  const isLate = actions !== undefined && left <= 0;
  return (
    <Panel name="paying" tone="yours" title={isOpen && isChecking ? words.checking : title}>
      {!actions ? (
        <Deadline {...{ locale, zone: event.timeZone }} label={words.payBy} at={payment.payUntil} />
      ) : isLate ? (
        <p class="large">{locale.words.timeIsUp}</p>
      ) : (
        <Countdown locale={locale} label={words.timeLeft} ms={left} urgent={left <= 60_000} />
      )}
      <ReadOut
        marks={READ_OUT}
        value={Math.round(left / 1_000)}
        textOf={(seconds) => words.timeLeftToPay(durationText(locale, seconds * 1_000))}
      />
      {!isOpen || isChecking ? <p>{words.stillProcessing}</p> : !isLate && <WhereToPay {...props} />}
      <OrderSummary {...{ locale, event }} order={preOrder} />
      <PaymentRefusal locale={locale} purchase={purchase} />
      {isOpen && !isChecking && !isLate && (
        <>
          {preOrder.currency === 'BRL' && (
            <Button
              kind="quiet"
              busy={pending === 'checkout'}
              disabled={!actions || pending === 'release'}
              onPress={() => actions?.checkout(isPix ? 'card' : 'pix')}
            >
              {isPix ? words.cardInstead : words.pixInstead}
            </Button>
          )}
          <ReleaseButton
            {...{ purchase, actions }}
            label={locale.words.releaseTickets}
            question={words.releaseQuestion}
            keepLabel={locale.words.keepTickets}
          />
        </>
      )}
    </Panel>
  );
}

function WhereToPay({ locale, payment }: PreOrderProps & { payment: PaymentJson }) {
  const words = PAYMENT_WORDS[locale.language];
  const { method, payUrl, pix } = payment;
  if (pix) return <PixCode {...{ locale, pix, payUrl }} />;
  return (
    <>
      {payUrl === undefined ? (
        <p class="large" role="status">
          {method === 'pix' ? words.creatingCode : words.openingPage}
        </p>
      ) : (
        <a class="button main" href={payUrl}>
          {words.continueToPayment}
        </a>
      )}
      <p class="soft small">{method === 'pix' ? words.pixUpdates : words.paysElsewhere}</p>
    </>
  );
}
