import type { EventShown, PreOrderShown } from '../api';
import type { Locale } from '../i18n';
import { Bill } from './panel';

/** A ticket type's name; one that isn't there any more shows its id. */
export function nameOf({ ticketTypes }: EventShown, ticketType: string): string {
  return ticketTypes.find(({ id }) => id === ticketType)?.name ?? ticketType;
}

/** What was asked for, at the price that was promised. */
export function Items(props: { locale: Locale; event: EventShown; preOrder: PreOrderShown }) {
  const { locale, event, preOrder } = props;
  const lines = preOrder.items.map((item) => ({ ...item, name: nameOf(event, item.ticketType) }));
  return <Bill locale={locale} lines={lines} currency={preOrder.currency} />;
}
