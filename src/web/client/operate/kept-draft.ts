import { currencyDigits, decimalText, MARKS, type Language } from '../../../domain/money';
import type { EventJson } from '../api';
import { typedNumber } from '../i18n/typed-number';
import { newDraft, type EventDraft } from './draft';

/** An event as the server has it. */
export interface SavedEvent {
  event: EventJson;
  /** Names this version of the event's settings. */
  etag: string | null;
}

/** What was typed into the form and not saved yet. */
export interface KeptDraft {
  language: Language;
  draft: EventDraft;
  /** The event as it was when the form opened; left out for a new event. */
  base?: SavedEvent | undefined;
}

const keyOf = (eventId: string | undefined) => `draft ${eventId ?? ''}`;

/** Keeps a draft while the tab is open, so that leaving the form loses nothing. Undefined forgets it. */
export function keepDraft(eventId: string | undefined, kept: KeptDraft | undefined): void {
  try {
    if (kept) sessionStorage.setItem(keyOf(eventId), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(eventId));
  } catch {
    // Without storage the draft lives as long as the form.
  }
}

/** The draft that was kept, with its numbers as the page's language writes them. */
export function readKeptDraft(eventId: string | undefined, language: Language): KeptDraft | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(eventId));
    const kept = text === null ? undefined : (JSON.parse(text) as KeptDraft);
    // An earlier version of the page may have kept it, which knew fewer settings.
    const draft = kept && { ...newDraft(kept.draft.timeZone), ...kept.draft };
    return draft && { ...kept, language, draft: inLanguage(draft, kept.language, language) };
  } catch {
    return undefined;
  }
}

function inLanguage(draft: EventDraft, from: Language, to: Language): EventDraft {
  if (from === to) return draft;
  const currency = draft.currency.trim().toUpperCase();
  const types = draft.types.map((type) => {
    const cents = typedNumber(type.price, from, currencyDigits(currency));
    const capacity = typedNumber(type.capacity, from, 0);
    return {
      ...type,
      price: cents === null ? type.price : decimalText(cents, currency, MARKS[to].decimal),
      capacity: capacity === null ? type.capacity : String(capacity),
    };
  });
  return { ...draft, types };
}
