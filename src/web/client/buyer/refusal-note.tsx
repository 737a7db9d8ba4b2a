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
  const texts: Record<string, string> = {
    limit_reached: words.limitReached(maxPerBuyer),
    sold_out: words.notEnoughLeft,
    not_on_sale: words.notOnSale,
  };
  return texts[code] ?? words.somethingWentWrong;
}
