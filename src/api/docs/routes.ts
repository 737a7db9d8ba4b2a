/** Every route, as the document and the page show it. A test holds this table against the running app. */
import type { z } from 'zod';
import { eventDefinition, extension, preOrderRequest } from '../schemas';
import * as answers from './answers';

export interface Route {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it, `{id}` for a parameter. */
  path: string;
  /** A name for programs. */
  id: string;
  says: string;
  who: 'anybody' | 'buyer' | 'admin';
  takes?: z.ZodType;
  /** Headers and query parameters, beside those of the path. */
  parameters?: (keyof typeof PARAMETERS)[];
  /** Of success, by status. */
  answers: Record<number, z.ZodType | 'text/event-stream' | 'text/plain' | 'application/x-ndjson'>;
  /** Stable codes of its problems, by status. Those that every route has are left out. */
  problems?: Record<number, string[]>;
}

export const PARAMETERS = {
  'Idempotency-Key': {
    in: 'header',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
    description: 'The same request again with the same key is the same pre-order, never a second one.',
  },
  Prefer: {
    in: 'header',
    schema: { type: 'string', default: 'wait=2' },
    description: '`wait=N`: how long to wait for the answer, 0 to 10 seconds.',
  },
  status: { in: 'query', schema: { type: 'string' }, description: 'Only those of one status.' },
  cursor: {
    in: 'query',
    schema: { type: 'string', format: 'uuid' },
    description: '`nextCursor` of the page before.',
  },
  limit: {
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
    description: 'Of a page.',
  },
} as const;

const noEvent = { 404: ['event_not_found'] };
const notOwn = { 404: ['pre_order_not_found'] };

const admin = (action: string, says: string): Route => ({
  method: 'post',
  path: `/api/admin/events/{eventId}/${action}`,
  id: `${action}Event`,
  says,
  who: 'admin',
  answers: { 200: answers.event },
  problems: { ...noEvent, 409: ['event_final'] },
});

export const ROUTES: Route[] = [
  {
    method: 'post',
    path: '/api/session',
    id: 'createSession',
    says: 'Makes a new buyer: a token, and the same as a cookie.',
    who: 'anybody',
    answers: { 201: answers.session },
  },
  {
    method: 'get',
    path: '/api/events',
    id: 'listEvents',
    says: 'All events.',
    who: 'anybody',
    answers: { 200: answers.events },
  },
  {
    method: 'get',
    path: '/api/events/{eventId}',
    id: 'getEvent',
    says: 'One event with its counts, all from the same instant.',
    who: 'anybody',
    answers: { 200: answers.event },
    problems: noEvent,
  },
  {
    method: 'get',
    path: '/api/events/{eventId}/stream',
    id: 'streamEvent',
    says: 'The event at every change of its counts, at most twice a second.',
    who: 'anybody',
    answers: { 200: 'text/event-stream' },
    problems: noEvent,
  },
  {
    method: 'get',
    path: '/api/events/{eventId}/line',
    id: 'getLine',
    says: 'Who is being served now. Public and cacheable.',
    who: 'anybody',
    answers: { 200: answers.line },
    problems: noEvent,
  },
  {
    method: 'get',
    path: '/api/events/{eventId}/line/draw',
    id: 'getDraw',
    says: 'All who were drawn, `{ "place", "entryId" }` a line in order of place. Places are the entries in ascending order of HMAC-SHA256(seed, entryId).',
    who: 'anybody',
    answers: { 200: 'application/x-ndjson' },
    problems: { 404: ['event_not_found', 'not_drawn'] },
  },
  {
    method: 'post',
    path: '/api/events/{eventId}/pre-orders',
    id: 'createPreOrder',
    says: 'Asks for tickets, all or nothing. Once `called` they are set aside and cannot be lost; `pre_order` holds them until `expiresAt`. 202 `in_line` where others are before you, or before a draw.',
    who: 'buyer',
    takes: preOrderRequest,
    parameters: ['Idempotency-Key', 'Prefer'],
    answers: { 201: answers.preOrder, 200: answers.preOrder, 202: answers.preOrder },
    problems: {
      400: ['invalid_request'],
      ...noEvent,
      409: ['sold_out', 'limit_reached', 'already_in_line', 'not_on_sale'],
      422: ['idempotency_key_reused'],
    },
  },
  {
    method: 'get',
    path: '/api/pre-orders',
    id: 'listPreOrders',
    says: "The buyer's own, newest first.",
    who: 'buyer',
    answers: { 200: answers.preOrders },
  },
  {
    method: 'get',
    path: '/api/pre-orders/{id}',
    id: 'getPreOrder',
    says: 'One of the buyer’s own.',
    who: 'buyer',
    answers: { 200: answers.preOrder },
    problems: notOwn,
  },
  {
    method: 'get',
    path: '/api/pre-orders/{id}/stream',
    id: 'streamPreOrder',
    says: 'The pre-order at once and at every change; ends with it.',
    who: 'buyer',
    answers: { 200: 'text/event-stream' },
    problems: notOwn,
  },
  {
    method: 'get',
    path: '/api/pre-orders/{id}/history',
    id: 'getHistory',
    says: 'What happened and why, in words.',
    who: 'buyer',
    answers: { 200: answers.history },
    problems: notOwn,
  },
  {
    method: 'post',
    path: '/api/pre-orders/{id}/touch',
    id: 'touchPreOrder',
    says: 'The buyer is there: moves the deadline.',
    who: 'buyer',
    answers: { 200: answers.preOrder },
    problems: { ...notOwn, 409: ['not_held'], 410: ['expired'] },
  },
  {
    method: 'post',
    path: '/api/pre-orders/{id}/checkout',
    id: 'checkout',
    says: 'Buys what is held. Accepted in time is sold; again gives the same answer.',
    who: 'buyer',
    parameters: ['Prefer'],
    answers: { 200: answers.preOrder, 202: answers.preOrder },
    problems: { ...notOwn, 409: ['not_held'], 410: ['expired'] },
  },
  {
    method: 'delete',
    path: '/api/pre-orders/{id}',
    id: 'giveBack',
    says: 'Gives the tickets back before their time, or the place in line.',
    who: 'buyer',
    answers: { 200: answers.preOrder },
    problems: { ...notOwn, 409: ['already_sold'] },
  },
  {
    method: 'put',
    path: '/api/admin/events/{eventId}',
    id: 'putEvent',
    says: 'Creates an event or changes it.',
    who: 'admin',
    takes: eventDefinition,
    answers: { 201: answers.event, 200: answers.event },
    problems: { 400: ['invalid_request'], 409: ['ticket_type_in_use', 'draw_under_way', 'draw_too_late'] },
  },
  admin('pause', 'Stops calling; holds go on.'),
  admin('resume', 'Ends a pause, or opens a closed sale again.'),
  admin('close', 'Ends the sale; holds may still be paid for.'),
  admin('cancel', 'The event will not happen: holds end, sold tickets are void. For good.'),
  {
    method: 'post',
    path: '/api/admin/events/{eventId}/extend',
    id: 'extendHolds',
    says: 'Every open hold ends that much later.',
    who: 'admin',
    takes: extension,
    answers: { 200: answers.event },
    problems: { 400: ['invalid_request'], ...noEvent },
  },
  {
    method: 'get',
    path: '/api/admin/events/{eventId}/report',
    id: 'getReport',
    says: 'Counts, revenue, the line, and whether the invariants hold.',
    who: 'admin',
    answers: { 200: answers.report },
    problems: noEvent,
  },
  {
    method: 'get',
    path: '/api/admin/events/{eventId}/pre-orders',
    id: 'listEventPreOrders',
    says: 'A page of the pre-orders, oldest first.',
    who: 'admin',
    parameters: ['status', 'cursor', 'limit'],
    answers: { 200: answers.preOrderPage },
    problems: { 400: ['invalid_request'], ...noEvent },
  },
  {
    method: 'get',
    path: '/api/live',
    id: 'live',
    says: '200 while the process runs.',
    who: 'anybody',
    answers: { 200: answers.live },
  },
  {
    method: 'get',
    path: '/api/ready',
    id: 'ready',
    says: '200 once everything needed answers; else what is missing.',
    who: 'anybody',
    answers: { 200: answers.ready },
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    says: 'Prometheus text; not here where METRICS_PORT is set.',
    who: 'anybody',
    answers: { 200: 'text/plain' },
  },
];
