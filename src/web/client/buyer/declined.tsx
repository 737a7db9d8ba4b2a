import type { Locale } from '../i18n';
import { PAYMENT_WORDS } from '../i18n/payment';
import type { PaymentJson } from './money';

/** Why the last attempt to pay what is held came to nothing; nothing where the buyer ended it. Read out. */
export function Declined({ locale, payment }: { locale: Locale; payment: PaymentJson | undefined }) {
  const words = PAYMENT_WORDS[locale.language];
  const { status = '', method = 'card', declineReason = '' } = payment ?? {};
  const isDeclined = status === 'declined';
  const expired = status === 'expired' && method === 'pix' ? words.pixExpired : '';
  return (
    <div role="alert">
      {(isDeclined || expired) && (
        <p class="note warn">
          <strong>{words.declined}</strong>{' '}
          {isDeclined ? (words.declineReasons[declineReason] ?? words.declinedOtherwise) : expired}{' '}
          {locale.words.notCharged}
        </p>
      )}
    </div>
  );
}
