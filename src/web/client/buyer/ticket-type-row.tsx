import type { ComponentChildren } from 'preact';
import type { TicketTypeJson } from '../api';
import type { Locale } from '../i18n';
import { isGone, leftOf } from './stage';

interface TicketTypeRowProps {
  locale: Locale;
  type: TicketTypeJson;
  /** Whether to show how many are left. */
  availability?: boolean;
  /** How many the buyer has chosen, which may be more than are left. */
  chosen?: number | undefined;
  children?: ComponentChildren;
}

/** A ticket type with its price, in a list of types. */
export function TicketTypeRow({
  locale,
  type,
  availability = true,
  chosen = 0,
  children,
}: TicketTypeRowProps) {
  const { words, money } = locale;
  const left = leftOf(type);
  return (
    <li class="type" data-gone={availability && isGone(type) ? '' : undefined}>
      <div>
        <span class="name">
          <bdi>{type.name}</bdi>
        </span>
        <span class="price">
          {type.priceCents === 0 ? words.free : money(type.priceCents, type.currency)}
        </span>
        {availability && (
          <span class="soft small" id={`left-${type.id}`}>
            {availabilityText(locale, type, chosen)}
          </span>
        )}
        {availability && (
          <span class="small fewer" role="status">
            {chosen > left && words.fewerLeft(left, chosen)}
          </span>
        )}
      </div>
      {children}
    </li>
  );
}

function availabilityText({ words, number }: Locale, type: TicketTypeJson, chosen: number): string {
  const left = leftOf(type);
  if (left === 0) return words.soldOut;
  // Says why no more can be added, where some of what is left is reserved.
  if (chosen >= left) return words.onlyLeft(left, number(left));
  return type.available > 0 ? words.available(type.available, number(type.available)) : words.allReserved;
}
