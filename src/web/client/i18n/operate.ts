import { createLocale, type Language, type Locale } from '.';
import { operateEn, type OperateMessages } from './operate-en';
import { operatePtBR } from './operate-pt-br';

export interface OperateLocale extends Locale<OperateMessages> {
  /** Hours and minutes. @param at in RFC 3339 or in milliseconds since 1970. */
  time(at: string | number): string;
}

export function operateLocaleOf(language: Language): OperateLocale {
  const times = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  return {
    ...createLocale(language, { 'pt-BR': operatePtBR, en: operateEn }),
    time: (at) => times.format(new Date(at)),
  };
}
