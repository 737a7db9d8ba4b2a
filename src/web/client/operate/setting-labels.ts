import type { OperateLocale } from '../i18n/operate';

/** What a setting is called, by its path as in the API; one of a ticket type begins with the type's id. */
export function labelOf(path: string, { words }: OperateLocale): string {
  const [, type] = /^ticketTypes\.(.+)\.\w+$/.exec(path) ?? [];
  const label = (words.fields as Record<string, string>)[wordKeyOf(path)];
  if (label === undefined) return path;
  return type === undefined ? label : `${type}, ${label.toLocaleLowerCase()}`;
}

/** A value that is one of a few, in words; any other as it is. */
export const choiceText = (path: string, value: string, { words }: OperateLocale): string =>
  path === 'payment' ? ((words.paymentRules as Record<string, string>)[value] ?? value) : value;

/** The key of a field's words; a ticket type's id and name are called like the event's. */
export function wordKeyOf(field: string): string {
  const key = field.split('.').at(-1) ?? field;
  return key === 'id' ? 'eventId' : key;
}
