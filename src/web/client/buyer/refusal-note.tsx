import type { Locale } from '../i18n';
import type { Purchase } from './purchase';

/** Why the last request was refused; read out. */
export function RefusalNote({ locale, purchase }: { locale: Locale; purchase: Purchase }) {
  const { refusal, event } = purchase;
  return (
    <div role="alert">
      {refusal && <p class="note warn">{refusalText(locale, refusal.code, event.maxPerBuyer)}</p>}
    </div>
  );
}

function refusalText({ words }: Locale, code: string, maxPerBuyer: number): string {
  switch (code) {
    case 'limit_reached':
      return words.limitReached(maxPerBuyer);
    case 'sold_out':
      return words.notEnoughLeft;
    case 'not_on_sale':
      return words.notOnSale;
    default:
      return words.somethingWentWrong;
  }
}
