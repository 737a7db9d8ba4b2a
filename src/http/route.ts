import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Operator, Role } from '../domain/roles';
import type { ProblemCode } from './problems';
import type { RequestContext } from './request-context';
import type { Session } from './session';

/** `either`: the buyer, or a service or operator with the role, by their bearer token. */
export type Access = 'anybody' | 'buyer' | 'admin' | 'either';
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** An answer that isn't JSON. Its handler writes it to the response itself. */
export type MediaType = 'text/event-stream' | 'text/plain' | 'text/csv' | 'application/x-ndjson';
type Answers = Record<number, z.ZodType | MediaType | 'empty'>;

/** Which role a route for operators needs; `any` only tells operators about themselves. */
export type RouteRole = Role | 'any';

/** What is said of a route. */
interface Description {
  summary: string;
  /** Codes of problems, besides those that come with its access, its path and its schemas (docs/openapi.ts). */
  problems?: readonly ProblemCode[];
  /** A body that can be sent as it is. */
  example?: unknown;
  /** Operations on the id of the answer, which is its member `linkBy`, `id` by default. */
  links?: readonly string[];
  linkBy?: string;
  /** How many ordinary requests it counts as for the limits, if it is dear. */
  cost?: number;
  /** Answered even to a client over its limits. */
  unlimited?: boolean;
  /** Answered even for a session that has ended. */
  endedToo?: boolean;
}

/** What a route is, to the router and to the documentation. */
export interface Route extends Description {
  /** The operation id, unique and stable. */
  id: string;
  method: Method;
  /** As in OpenAPI, with `{id}` for a parameter. */
  path: string;
  access: Access;
  /** Of routes for operators: the router, the documentation and the tests of authorisation go by it. */
  role?: RouteRole;
  body?: z.ZodType;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  /** By status. JSON answers are checked by the compiler and not at run time. */
  answers: Answers;
  handle(input: unknown): Promise<AnyReply> | AnyReply;
}

type AnyReply = { status: number; body?: unknown; headers?: Record<string, string> } | undefined;

type Params<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & Params<Rest>
  : unknown;
type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

interface Input<Path extends string, Who extends Access, Body, Query, Headers> {
  params: Params<Path>;
  body: Output<Body>;
  query: Output<Query>;
  headers: Output<Headers>;
  buyerId: Who extends 'buyer' ? string : undefined;
  /** Of a route for either, there unless it is an operator. */
  session: Who extends 'buyer' ? Session : Who extends 'either' ? Session | undefined : undefined;
  /** Who operates. Actions are recorded under the name. */
  operator: Who extends 'admin' ? Operator : Who extends 'either' ? Operator | undefined : undefined;
  request: Request;
  response: Response;
  context: RequestContext;
}

type Handled<A extends Answers> =
  Extract<A[keyof A], MediaType> extends never
    ? Promise<Reply<A>> | Reply<A>
    : // It has written the answer itself, unless it is an empty one.
      Promise<Reply<Pick<A, EmptyStatus<A>>> | undefined> | Promise<void>;

type EmptyStatus<A extends Answers> = { [S in keyof A]: A[S] extends 'empty' ? S : never }[keyof A];

type Reply<A extends Answers> = {
  [Status in keyof A]: A[Status] extends z.ZodType
    ? { status: Status; body: z.output<A[Status]>; headers?: Record<string, string> }
    : { status: Status };
}[keyof A];

/** The usual answer, as JSON. */
export const ok = <Body>(body: Body) => ({ status: 200 as const, body });

const routeFor =
  <Who extends Access>(access: Who) =>
  <
    Path extends string,
    const A extends Answers,
    Body extends z.ZodType | undefined = undefined,
    Query extends z.ZodObject | undefined = undefined,
    Headers extends z.ZodObject | undefined = undefined,
  >(
    id: string,
    methodAndPath: `${Method} ${Path}`,
    route: Description &
      (Who extends 'admin' | 'either' ? { role: RouteRole } : unknown) & {
        body?: Body;
        query?: Query;
        headers?: Headers;
        answers: A;
        handle(input: Input<Path, Who, Body, Query, Headers>): Handled<A>;
      },
  ): Route => {
    const [method, path] = methodAndPath.split(' ');
    return { ...route, id, method, path, access } as unknown as Route;
  };

/**
 * One route of the API. The router, the validation, the types of the handler and the documentation all come from this.
 * These are for everybody, for the buyer of a session, for operators, and for either of the last two.
 */
export const publicRoute = routeFor('anybody');
export const buyerRoute = routeFor('buyer');
export const adminRoute = routeFor('admin');
export const buyerOrServiceRoute = routeFor('either');
