import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { OperateLocale } from '../i18n/operate';
import { NoAnswer, Refused, type Ask } from './ask';

/** What every part of the page works with. */
export interface Desk {
  locale: OperateLocale;
  ask: Ask;
  /** Says in one line, to be seen and heard, what was done. */
  say(text: string): void;
}

const Context = createContext<Desk | undefined>(undefined);
export const DeskProvider = Context.Provider;

export function useDesk(): Desk {
  const desk = useContext(Context);
  if (!desk) throw new Error('Outside of the page.');
  return desk;
}

/** Why something wasn't done, in words. */
export function sentenceOf(error: unknown, { words }: OperateLocale): string {
  if (error instanceof NoAnswer) return words.noAnswer;
  if (error instanceof Refused) return words.problems[error.problem.code] ?? error.problem.detail;
  throw error;
}
