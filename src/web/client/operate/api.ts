/** The operator's routes: what they answer, in JSON, and how they are asked. See /docs. */
import type { z } from 'zod';
import type * as schemas from '../../../http/schemas/admin';
import type * as tasks from '../../../http/schemas/tasks';
import type * as access from '../../../http/schemas/operators';
import type { Json, ProblemJson } from '../api';
import { request, type RequestOptions } from '../http';

export type EventPage = Json<z.output<typeof schemas.eventPage>>;
export type Report = Json<z.output<typeof schemas.report>>;
/** One point of the timeline. */
export type Point = Json<z.output<typeof schemas.timeline>>['points'][number];
/** What an operator did. */
export type LoggedAction = Json<z.output<typeof schemas.actions>>['actions'][number];
/** What a search finds. */
export type Found = Json<z.output<typeof schemas.foundPreOrders>>;
export type FoundPreOrderJson = Found['preOrders'][number];

/** What needs a person. */
export type TaskPage = Json<z.output<typeof tasks.tasks>>;
export type TaskJson = TaskPage['tasks'][number];

/** Who is signed in, and what they may do. */
export type SignedIn = Json<z.output<typeof access.operator>>;
export type OperatorJson = Json<z.output<typeof access.operatorAccount>>;
export type TokenJson = Json<z.output<typeof access.tokenList>>['tokens'][number];
export type NewTokenJson = Json<z.output<typeof access.createdToken>>;
/** What was done to operators and tokens. */
export type GeneralActionJson = Json<z.output<typeof access.generalActions>>['actions'][number];

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

/**
 * @param onSignedOut called when the server no longer accepts the sign-in, whatever was asked.
 * @param onNotAllowed called when the role doesn't allow what was asked: it may have changed.
 */
export function createOperatorApi(onSignedOut: () => void, onNotAllowed: () => void): OperatorApi {
  return async <T>(path: string, options?: RequestOptions) => {
    const answer = await request(`/api/admin/${path}`, options);
    if (answer.ok) return answer.body as T;
    if (answer.problem.status === 401) onSignedOut();
    if (answer.problem.code === 'not_allowed') onNotAllowed();
    throw new Refused(answer.problem);
  };
}
