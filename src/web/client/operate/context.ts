import { createContext } from 'preact';
import type { Role } from '../../../domain/roles';
import { useContext } from 'preact/hooks';
import { NoAnswer } from '../http';
import type { OperateLocale } from '../i18n/operate';
import type { SharedStream } from '../shared-stream';
import { Refused, type OperatorApi } from './api';

/** What every part of the page works with. */
export interface OperateContext {
  locale: OperateLocale;
  api: OperatorApi;
  stream: SharedStream;
  /** The time zone that a new event begins with. */
  timeZone: string;
  /** Shows and announces in one line what was done. */
  notify(text: string): void;
  /** Whether the role of who is signed in allows this. The server decides again. */
  may(role: Role): boolean;
}

const Context = createContext<OperateContext | undefined>(undefined);
export const OperateProvider = Context.Provider;

export function useOperate(): OperateContext {
  const context = useContext(Context);
  if (!context) throw new Error('Used outside of OperateProvider.');
  return context;
}

/** Why something wasn't done. */
export function errorText(error: unknown, { words }: OperateLocale): string {
  if (error instanceof NoAnswer) return words.noAnswer;
  if (error instanceof Refused) return words.problems[error.problem.code] ?? error.problem.detail;
  throw error;
}
