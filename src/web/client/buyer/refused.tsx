import type { Locale } from '../i18n';
import type { Purchase } from './purchase';

/** Why the last press was refused, in words, read out. */
export function Refused({ locale, purchase }: { locale: Locale; purchase: Purchase }) {
  const { refusal, event } = purchase;
  return (
    <div role="alert">
      {refusal && <p class="note warn">{sentence(locale, refusal.code, event.maxPerBuyer)}</p>}
    </div>
  );
}

function sentence({ words }: Locale, code: string, maxPerBuyer: number): string {
  switch (code) {
    case 'limit_reached':
      return words.limitReached(maxPerBuyer);
    case 'sold_out':
      return words.refusedSoldOut;
    case 'not_on_sale':
      return words.refusedNotOnSale;
    default:
      return words.refusedOtherwise;
  }
}
