/** The operator's routes: what they answer, in JSON, and how they are asked. See /docs. */
import type { EventJson, PreOrderJson, ProblemJson } from '../api';
import { request, type RequestOptions } from '../http';

export interface Report {
  event: EventJson;
  line: { waiting: number };
  revenueCents: number;
  oldestOpenHoldAt: string | null;
  invariants: { code: string; name: string; ok: boolean }[];
}

/** One point of the timeline. */
export interface Point {
  at: string;
  sold: number;
  held: number;
  waiting: number;
  soldPerMinute: number;
}

/** What an operator did. */
export interface LoggedAction {
  at: string;
  who: string;
  what: string;
  detail: { changed?: Record<string, [unknown, unknown]>; seconds?: number; holds?: number };
}

export interface FoundPreOrderJson extends PreOrderJson {
  buyerId: string;
  workflowUrl: string | null;
  history: { at: string; what: string; detail: string }[];
}

/** The server understood and said no. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly problem: ProblemJson) {
    super(problem.detail);
  }
}

/**
 * Asks a route below `/api/admin/`. @returns the answer's body.
 * @throws {Refused}
 * @throws {NoAnswer}
 */
export type OperatorApi = <T>(path: string, options?: RequestOptions) => Promise<T>;

/** @param onSignedOut called when the server no longer accepts the sign-in, whatever was asked. */
export function createOperatorApi(onSignedOut: () => void): OperatorApi {
  return async <T>(path: string, options?: RequestOptions) => {
    const answer = await request(`/api/admin/${path}`, options);
    if (answer.ok) return answer.body as T;
    if (answer.problem.status === 401) onSignedOut();
    throw new Refused(answer.problem);
  };
}
