import { currencyDigits, decimalText, MARKS, type Language } from '../../../domain/money';
import type { EventJson } from '../api';

const TIMES = ['startsAt', 'onSaleAt', 'closesAt'] as const;
const COUNTS = ['holdSeconds', 'idleSeconds', 'maxPerBuyer', 'presenceSeconds'] as const;

/** The fields of the form with one line of text. */
export type TextField = 'eventId' | 'name' | 'venue' | 'currency' | (typeof TIMES | typeof COUNTS)[number];

/** An event as it stands in the form: text, until it is sent. */
export interface EventDraft extends Record<TextField, string> {
  draw: boolean;
  types: TypeDraft[];
}

export interface TypeDraft {
  /** Stays the same while the form is open, whatever the id becomes. */
  key: number;
  id: string;
  name: string;
  price: string;
  capacity: string;
}

export const NEW_TYPE: TypeDraft = { key: 0, id: '', name: '', price: '', capacity: '' };

/** What a new event begins with. */
export const NEW_DRAFT: EventDraft = {
  ...{ eventId: '', name: '', venue: '', startsAt: '', onSaleAt: '', closesAt: '' },
  ...{ holdSeconds: '600', idleSeconds: '180', maxPerBuyer: '4', presenceSeconds: '0' },
  ...{ draw: false, currency: 'BRL', types: [NEW_TYPE] },
};

export function draftOf(event: EventJson, language: Language): EventDraft {
  const { id: eventId, name, venue, draw } = event;
  const currency = event.ticketTypes[0]?.currency ?? 'BRL';
  return {
    ...{ eventId, name, venue, draw, currency },
    ...mapKeys(TIMES, (key) => localTime(event[key])),
    ...mapKeys(COUNTS, (key) => String(event[key])),
    types: event.ticketTypes.map(({ id, name, priceCents, capacity }, key) => ({
      ...{ key, id, name, capacity: String(capacity) },
      price: decimalText(priceCents, currency, MARKS[language].decimal),
    })),
  };
}

/** As the API takes it. What can't be understood becomes null, so that the API names it. */
export function definitionOf(draft: EventDraft, language: Language, before?: EventJson) {
  const { name, venue, draw, types } = draft;
  const currency = draft.currency.trim().toUpperCase();
  return {
    ...{ name: name.trim(), venue: venue.trim(), draw },
    // The form doesn't show these, and a save must not lose them.
    ...(before && {
      ...{ timeZone: before.timeZone, description: before.description, imageUrl: before.imageUrl },
      doorsOpenAt: before.doorsOpenAt,
    }),
    ...mapKeys(TIMES, (key) => {
      // An untouched time keeps the fraction of a second that the form doesn't show.
      const untouched = before && localTime(before[key]) === draft[key];
      return untouched ? before[key] : isoTime(draft[key]);
    }),
    ...mapKeys(COUNTS, (key) => numberOf(draft[key])),
    ticketTypes: types.map((type) => ({
      ...{ id: type.id.trim(), name: type.name.trim(), currency },
      priceCents: centsOf(type.price, language, currencyDigits(currency)),
      capacity: numberOf(type.capacity),
    })),
  };
}

const mapKeys = <Key extends string, Value>(keys: readonly Key[], valueOf: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;

const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** "1.234,50" as Brazilians write it, "1,234.50" as others do; a lone mark before one or two digits is decimal for both. */
export function centsOf(text: string, language: Language, digits: number): number | null {
  const [decimal, group] = language === 'pt-BR' ? [',', '.'] : ['.', ','];
  const trimmed = text.trim();
  const plain = /^\d+[.,]\d{1,2}$/.test(trimmed)
    ? trimmed.replace(',', '.')
    : trimmed.replaceAll(group, '').replace(decimal, '.');
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const [whole = '', part = ''] = plain.split('.');
  if (/[1-9]/.test(part.slice(digits))) return null;
  return Number(whole + part.slice(0, digits).padEnd(digits, '0'));
}

/** As an input of local date and time has it. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, at.getSeconds() > 0 ? 19 : 16);
}

function isoTime(local: string): string | null {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
