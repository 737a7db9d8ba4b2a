/** How many of each ticket type a buyer has chosen. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Item } from '../../../domain/pre-order';
import type { EventJson } from '../api';
import { findStorage, kept } from '../kept';
import type { Purchase } from './purchase';
import { allowance, leftOf } from './stage';

/** Quantities by the types' ids. */
export type Choice = Record<string, number>;

/**
 * What is chosen and can still be had. Where the stock or the buyer's allowance has dropped below the choice, it
 * is less than was chosen; when tickets come back, it is what was chosen again.
 */
export function orderOf(choice: Choice, purchase: Purchase): Item[] {
  let most = allowance(purchase);
  return purchase.event.ticketTypes.flatMap((type) => {
    const quantity = Math.min(choice[type.id] ?? 0, leftOf(type), most);
    most -= quantity;
    return quantity > 0 ? [{ ticketType: type.id, quantity, unitPriceCents: type.priceCents }] : [];
  });
}

/** The choice, kept for the tab: a reload or the other language doesn't lose it. */
export function useChoice({ id, ticketTypes }: EventJson) {
  const [first, second] = ticketTypes;
  // With one type the only question is how many.
  const [choice, setChoice] = useState<Choice>(first && !second ? { [first.id]: 1 } : {});
  const storage = useMemo(() => kept<Choice>(`bilheteria.choice.${id}`, findStorage('sessionStorage')), [id]);
  // Not in the first rendering, which must be the server's.
  useEffect(() => {
    const before = storage.get();
    if (before) setChoice(before);
  }, [storage]);
  return {
    choice,
    choose(changed: Choice) {
      setChoice(changed);
      storage.keep(changed);
    },
    /** It was asked for: the next choice begins anew. */
    forget: storage.forget,
  };
}
