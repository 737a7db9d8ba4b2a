import type { z } from 'zod';

/** A route, as the document and the page show it. */
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
  answers: Record<
    number,
    z.ZodType | 'nothing' | 'text/event-stream' | 'text/plain' | 'text/csv' | 'application/x-ndjson'
  >;
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
  'If-None-Match': {
    in: 'header',
    schema: { type: 'string', enum: ['*'] },
    description: '`*`: only where there is no such event yet.',
  },
  minutes: {
    in: 'query',
    schema: { type: 'integer', minimum: 1, maximum: 10_080, default: 60 },
    description: 'How far back.',
  },
  separator: {
    in: 'query',
    schema: { type: 'string', enum: ['comma', 'semicolon'], default: 'comma' },
    description: '`semicolon`: for spreadsheets whose decimals have a comma.',
  },
  'id (query)': {
    ...{ name: 'id', in: 'query', schema: { type: 'string', format: 'uuid' } },
    description: 'Of the pre-order. Either this or `buyerId`.',
  },
  buyerId: {
    in: 'query',
    schema: { type: 'string', format: 'uuid' },
    description: 'All of one buyer, newest first, at most 100.',
  },
} as const;
