import type { ComponentChildren } from 'preact';
import type { TicketTypeJson } from '../api';
import type { Locale } from '../i18n';
import { isGone } from './stage';

interface TicketTypeRowProps {
  locale: Locale;
  type: TicketTypeJson;
  /** Whether to show how many are left. */
  availability?: boolean;
  children?: ComponentChildren;
}

/** A ticket type with its price, in a list of types. */
export function TicketTypeRow({ locale, type, availability = true, children }: TicketTypeRowProps) {
  const { words, money } = locale;
  return (
    <li class="type" data-gone={availability && isGone(type) ? '' : undefined}>
      <div>
        <span class="name">{type.name}</span>
        <span class="price">
          {type.priceCents === 0 ? words.free : money(type.priceCents, type.currency)}
        </span>
        {availability && <span class="soft small">{availabilityText(locale, type)}</span>}
      </div>
      {children}
    </li>
  );
}

function availabilityText({ words, number }: Locale, type: TicketTypeJson): string {
  if (type.available > 0) return words.available(type.available, number(type.available));
  return isGone(type) ? words.soldOut : words.allReserved;
}
