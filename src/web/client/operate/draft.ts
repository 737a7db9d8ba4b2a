import type { EventOperated } from './answers';

/** An event as it stands in the form: text, until it is sent. */
export interface Draft {
  eventId: string;
  name: string;
  venue: string;
  startsAt: string;
  onSaleAt: string;
  closesAt: string;
  holdSeconds: string;
  idleSeconds: string;
  maxPerBuyer: string;
  presenceSeconds: string;
  draw: boolean;
  currency: string;
  types: TypeDraft[];
}

export interface TypeDraft {
  /** The same as long as the form is open, whatever its id becomes. */
  key: number;
  id: string;
  name: string;
  price: string;
  capacity: string;
}

const TIMES = ['startsAt', 'onSaleAt', 'closesAt'] as const;

/** What a new event begins with. */
export const NEW_DRAFT: Draft = {
  ...{ eventId: '', name: '', venue: '', startsAt: '', onSaleAt: '', closesAt: '' },
  ...{ holdSeconds: '600', idleSeconds: '180', maxPerBuyer: '4', presenceSeconds: '0' },
  ...{ draw: false, currency: 'BRL' },
  types: [{ key: 0, id: '', name: '', price: '', capacity: '' }],
};

export function draftOf(event: EventOperated, language: string): Draft {
  const currency = event.ticketTypes[0]?.currency ?? 'BRL';
  const digits = digitsOf(currency);
  const price = new Intl.NumberFormat(language, { minimumFractionDigits: digits, useGrouping: false });
  return {
    ...{ eventId: event.id, name: event.name, venue: event.venue, draw: event.draw, currency },
    ...{ startsAt: localTime(event.startsAt), onSaleAt: localTime(event.onSaleAt) },
    closesAt: localTime(event.closesAt),
    ...{ holdSeconds: String(event.holdSeconds), idleSeconds: String(event.idleSeconds) },
    ...{ maxPerBuyer: String(event.maxPerBuyer), presenceSeconds: String(event.presenceSeconds) },
    types: event.ticketTypes.map(({ id, name, priceCents, capacity }, key) => ({
      ...{ key, id, name, capacity: String(capacity) },
      price: price.format(priceCents / 10 ** digits),
    })),
  };
}

/** As the API takes it. What can't be understood is sent as null, so that the API says which it is. */
export function definitionOf(draft: Draft, language: string, before?: EventOperated) {
  const { name, venue, draw, types } = draft;
  const currency = draft.currency.trim().toUpperCase();
  const times = TIMES.map((key) => {
    // Fractions of a second that the form doesn't show stay as they were.
    const same = before && localTime(before[key]) === draft[key];
    return [key, same ? before[key] : isoTime(draft[key])];
  });
  return {
    ...{ name: name.trim(), venue: venue.trim(), draw },
    ...(Object.fromEntries(times) as Record<(typeof TIMES)[number], string | null>),
    holdSeconds: numberOf(draft.holdSeconds),
    idleSeconds: numberOf(draft.idleSeconds),
    maxPerBuyer: numberOf(draft.maxPerBuyer),
    presenceSeconds: numberOf(draft.presenceSeconds),
    ticketTypes: types.map((type) => ({
      ...{ id: type.id.trim(), name: type.name.trim(), currency },
      priceCents: centsOf(type.price, language, digitsOf(currency)),
      capacity: numberOf(type.capacity),
    })),
  };
}

const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** How many decimals a currency has; 2 where it isn't known. */
function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** "1.234,50" as Brazilians write it, "1,234.50" as others do; a lone mark before one or two digits is decimal for both. */
export function centsOf(text: string, language: string, digits: number): number | null {
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
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = at.getSeconds() > 0 ? `:${two(at.getSeconds())}` : '';
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
}

function isoTime(local: string): string | null {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
