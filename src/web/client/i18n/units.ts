import { numberText, type Language } from '../../../domain/money';

const UNITS = {
  en: {
    day: ['day', 'days'],
    hour: ['hour', 'hours'],
    minute: ['minute', 'minutes'],
    second: ['second', 'seconds'],
  },
  'pt-BR': {
    day: ['dia', 'dias'],
    hour: ['hora', 'horas'],
    minute: ['minuto', 'minutos'],
    second: ['segundo', 'segundos'],
  },
} as const;

export type Unit = 'day' | 'hour' | 'minute' | 'second';

/** "1 minute", "2 minutes". */
export function unitText(language: Language, value: number, unit: Unit): string {
  const [one, many] = UNITS[language][unit];
  // Portuguese counts 0 as one.
  const isOne = value === 1 || (value === 0 && language === 'pt-BR');
  return `${numberText(value, language)} ${isOne ? one : many}`;
}
