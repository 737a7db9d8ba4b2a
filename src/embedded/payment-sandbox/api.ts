import { Router, urlencoded, type Request, type Response } from 'express';
import { setTimeout as delay } from 'node:timers/promises';
import { keptAnswer } from './idempotency';
import { intentsOf, type PixToCreate } from './intents';
import type { Context } from './context';
import { ApiError, type Intent } from './objects';
import { refundsOf, type RefundToCreate } from './refunds';
import { sessionsOf, type SessionToCreate } from './sessions';

/** What went wrong on its way, on purpose: the connection is closed without an answer. */
class Lost extends Error {}

/**
 * The part of Stripe's API that the product uses.
 * @param latencyMs how long each answer takes at least.
 */
export function apiRoutes(context: Context, secretKey: string, latencyMs: () => number): Router {
  const { book, faults } = context;
  const sessions = sessionsOf(context);
  const intents = intentsOf(context);
  const refunds = refundsOf(context);
  let awayUntil = 0;

  /** Answers one operation, by its faults and its idempotency key. */
  const operation =
    (name: string, run: (request: Request) => object | Promise<object>) =>
    async (request: Request, response: Response): Promise<void> => {
      try {
        if (latencyMs() > 0) await delay(latencyMs());
        if (request.headers.authorization !== `Bearer ${secretKey}`)
          throw new ApiError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' });
        const fault = faults.take(['lost', 'fails_after', 'fails_before', 'too_many', 'away', 'delay'], name);
        if (fault?.fault === 'away') awayUntil = Date.now() + (fault.ms ?? 1_000);
        if (Date.now() < awayUntil) throw new Lost();
        if (fault?.fault === 'delay') await delay(fault.ms ?? 1_000);
        if (fault?.fault === 'fails_before')
          throw new ApiError(500, { type: 'api_error', message: 'An unknown error occurred' });
        if (fault?.fault === 'too_many')
          throw new ApiError(429, {
            type: 'invalid_request_error',
            code: 'rate_limit',
            message: 'Too many requests',
          });
        const fails = fault?.fault === 'fails_after';
        const { status, body, replayed } = await keptAnswer(
          book,
          request,
          async () => {
            const answer = await run(request);
            return fails ? { error: { type: 'api_error', message: 'An unknown error occurred' } } : answer;
          },
          fails,
        );
        if (fault?.fault === 'lost') throw new Lost();
        response.status(status).type('application/json');
        if (replayed) response.set('idempotent-replayed', 'true');
        response.send(body);
      } catch (error) {
        if (error instanceof Lost) return void request.socket.destroy();
        if (!(error instanceof ApiError)) throw error;
        response.status(error.status).json({ error: error.body });
      }
    };

  const router = Router();
  router.use(urlencoded({ extended: true, limit: '1mb' }));
  const id = (request: Request) => request.params['id'] as string;
  const body = <T>(request: Request) => (request.body ?? {}) as T;
  const expand = ({ query, body: given }: Request) =>
    [query['expand'] ?? (given as { expand?: string[] } | undefined)?.expand ?? []].flat() as string[];

  router.post(
    '/v1/checkout/sessions',
    operation('sessions.create', (r) => sessions.create(body<SessionToCreate>(r))),
  );
  router.get(
    '/v1/checkout/sessions/:id',
    operation('sessions.retrieve', (r) => sessions.shown(sessions.find(id(r)), expand(r))),
  );
  router.post(
    '/v1/checkout/sessions/:id/expire',
    operation('sessions.expire', (r) => sessions.expire(id(r), expand(r))),
  );
  router.post(
    '/v1/payment_intents',
    operation('intents.create', (r) => intents.createPix(body<PixToCreate>(r))),
  );
  router.get(
    '/v1/payment_intents/search',
    operation('intents.search', (r) => ({
      ...{ object: 'search_result', url: '/v1/payment_intents/search', has_more: false, next_page: null },
      data: matching(book.all('intent'), queryOf(r)),
    })),
  );
  router.get(
    '/v1/payment_intents',
    operation('intents.list', (r) => page(r, '/v1/payment_intents', book.all('intent'))),
  );
  router.get(
    '/v1/payment_intents/:id',
    operation('intents.retrieve', (r) => intents.find(id(r))),
  );
  router.post(
    '/v1/payment_intents/:id/cancel',
    operation('intents.cancel', (r) => intents.cancel(id(r))),
  );
  router.post(
    '/v1/payment_intents/:id/capture',
    operation('intents.capture', (r) => intents.capture(id(r))),
  );
  router.post(
    '/v1/refunds',
    operation('refunds.create', (r) => refunds.create(body<RefundToCreate>(r))),
  );
  router.get(
    '/v1/refunds',
    operation('refunds.list', (r) => {
      const intentId = r.query['payment_intent'];
      return page(r, '/v1/refunds', typeof intentId === 'string' ? refunds.of(intentId) : book.all('refund'));
    }),
  );
  router.get(
    '/v1/refunds/:id',
    operation('refunds.retrieve', (r) => refunds.find(id(r))),
  );
  router.get(
    '/v1/disputes',
    operation('disputes.list', (r) => page(r, '/v1/disputes', book.all('dispute'))),
  );
  router.get(
    '/v1/events',
    operation('events.list', (r) => page(r, '/v1/events', book.all('event'))),
  );
  router.get(
    '/v1/events/:id',
    operation('events.retrieve', (r) => {
      const event = book.get('event', id(r));
      if (!event)
        throw new ApiError(404, {
          type: 'invalid_request_error',
          code: 'resource_missing',
          message: 'No such event',
        });
      return event;
    }),
  );
  return router;
}

function queryOf({ query: { query } }: Request): string {
  return typeof query === 'string' ? query : '';
}

/** A page of a list, newest first. */
function page(request: Request, url: string, objects: { id: string; created: number }[]): object {
  const {
    limit = '10',
    starting_after: after,
    created,
  } = request.query as {
    limit?: string;
    starting_after?: string;
    created?: { gte?: string; lt?: string; gt?: string; lte?: string };
  };
  const inTime = objects.filter(
    ({ created: at }) =>
      at >= Number(created?.gte ?? 0) &&
      at > Number(created?.gt ?? -1) &&
      at < Number(created?.lt ?? Infinity) &&
      at <= Number(created?.lte ?? Infinity),
  );
  const from = after === undefined ? 0 : inTime.findIndex((one) => one.id === after) + 1;
  const data = inTime.slice(from, from + Math.min(100, Number(limit)));
  return { object: 'list', url, has_more: from + data.length < inTime.length, data };
}

/** Stripe's search, as far as one asks for metadata: `metadata['attempt']:'…'`. */
function matching(intents: Intent[], query: string): Intent[] {
  const [, key, value] = /^metadata\[['"](\w+)['"]\]:['"]([^'"]+)['"]$/.exec(query) ?? [];
  if (key === undefined) throw new ApiError(400, { type: 'invalid_request_error', message: 'Invalid query' });
  return intents.filter(({ metadata }) => metadata[key] === value);
}
