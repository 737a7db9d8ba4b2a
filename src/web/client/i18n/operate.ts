import { localeOf, type Language, type Locale } from '.';
import { operateEn, type OperateMessages } from './operate-en';
import { operatePtBR } from './operate-pt-br';

const MESSAGES: Record<Language, OperateMessages> = { 'pt-BR': operatePtBR, en: operateEn };

/** The operator's words, and shorter times. */
export interface OperateLocale extends Omit<Locale, 'words'> {
  words: OperateMessages;
  /** Hours and minutes, of today or not. */
  clock(at: Date): string;
  /** Short, to the second. */
  moment(at: Date): string;
}

export function operateLocaleOf(language: Language): OperateLocale {
  const clock = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });
  return {
    ...localeOf(language),
    words: MESSAGES[language],
    clock: (at) => clock.format(at),
    moment: (at) => moment.format(at),
  };
}
