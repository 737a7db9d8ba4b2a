import { instantOf, wallClock } from '../../../domain/local-time';
import { currencyDigits, decimalText, MARKS, type Language } from '../../../domain/money';
import type { PaymentRule } from '../../../domain/payment';
import { isTimeZone } from '../../../domain/time-zone';
import type { EventJson } from '../api';
import { typedNumber } from '../i18n/typed-number';

export const TIMES = ['onSaleAt', 'closesAt', 'startsAt', 'doorsOpenAt', 'refundableUntil'] as const;
const COUNTS = ['holdSeconds', 'idleSeconds', 'maxPerBuyer', 'presenceSeconds'] as const;

export type TimeField = (typeof TIMES)[number];

/** The fields of the form that are text. */
export type TextField =
  | 'eventId'
  | 'name'
  | 'venue'
  | 'timeZone'
  | 'description'
  | 'imageUrl'
  | 'currency'
  | TimeField
  | (typeof COUNTS)[number];

/** An event as it stands in the form: text, until it is sent. */
export interface EventDraft extends Record<TextField, string> {
  draw: boolean;
  signIn: boolean;
  payment: PaymentRule;
  types: TypeDraft[];
}

/** What a group of the form's fields works with. */
export interface DraftFieldsProps {
  draft: EventDraft;
  change(part: Partial<EventDraft>): void;
  /** By the field's name. */
  problems: Record<string, string>;
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
export const newDraft = (timeZone: string): EventDraft => ({
  ...{ eventId: '', name: '', venue: '', timeZone, description: '', imageUrl: '' },
  ...{ onSaleAt: '', closesAt: '', startsAt: '', doorsOpenAt: '', refundableUntil: '' },
  ...{ holdSeconds: '600', idleSeconds: '180', maxPerBuyer: '4', presenceSeconds: '0' },
  ...{ draw: false, signIn: false, payment: 'online', currency: 'BRL', types: [NEW_TYPE] },
});

export function draftOf(event: EventJson, language: Language): EventDraft {
  const { id: eventId, name, venue, timeZone, description, imageUrl, draw, signIn, payment } = event;
  const currency = event.ticketTypes[0]?.currency ?? 'BRL';
  return {
    ...{ eventId, name, venue, timeZone, description, imageUrl: imageUrl ?? '', draw, currency },
    ...{ signIn: signIn === 'required', payment },
    ...mapKeys(TIMES, (key) => wallText(event[key], timeZone)),
    ...mapKeys(COUNTS, (key) => String(event[key])),
    types: event.ticketTypes.map(({ id, name, priceCents, capacity }, key) => ({
      ...{ key, id, name, capacity: String(capacity) },
      price: decimalText(priceCents, currency, MARKS[language].decimal),
    })),
  };
}

/** As the API takes it. What can't be understood becomes null, so that the API names it. */
export function definitionOf(draft: EventDraft, language: Language, before?: EventJson) {
  const { name, venue, timeZone, description, imageUrl, draw, signIn, payment, types } = draft;
  const currency = draft.currency.trim().toUpperCase();
  const count = (text: string) => typedNumber(text, language, 0);
  return {
    ...{ name: name.trim(), venue: venue.trim(), description: description.trim(), draw },
    ...{ signIn: signIn ? 'required' : 'none', payment },
    // A browser that doesn't know the zone can't tell what its times mean.
    timeZone: isTimeZone(timeZone.trim()) ? timeZone.trim() : null,
    imageUrl: imageUrl.trim() || null,
    ...mapKeys(TIMES, (key) => {
      const instant = timeOf(key, draft, before);
      return instant ? instant.iso : null;
    }),
    ...mapKeys(COUNTS, (key) => count(draft[key])),
    ticketTypes: types.map((type) => ({
      ...{ id: type.id.trim(), name: type.name.trim(), currency },
      priceCents: typedNumber(type.price, language, currencyDigits(currency)),
      capacity: count(type.capacity),
    })),
  };
}

/**
 * The instant that a time in the form stands for, by the clocks of the event's zone, and how often they show it.
 * @returns undefined where it isn't a time.
 */
export function timeOf(key: TimeField, draft: EventDraft, before?: EventJson) {
  const [local, zone] = [draft[key], draft.timeZone.trim()];
  const instant = instantOf(local, zone);
  if (!instant) return undefined;
  const saved = before?.[key];
  // An untouched time stays the same, also the fraction of a second that the form doesn't show.
  const untouched = saved && before.timeZone === zone && wallText(saved, zone) === local;
  return { iso: untouched ? saved : new Date(instant.at).toISOString(), shown: instant.shown };
}

const mapKeys = <Key extends string, Value>(keys: readonly Key[], valueOf: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, Value>;

/** As an input of local date and time has it; empty for none. */
function wallText(iso: string | null, zone: string): string {
  if (iso === null) return '';
  const wall = wallClock(Date.parse(iso), zone);
  return wall.toISOString().slice(0, wall.getUTCSeconds() > 0 ? 19 : 16);
}
