import { json, Router } from 'express';
import type { Context } from './context';
import type { FaultRule } from './faults';
import { refundsOf } from './refunds';

/** How tests make things go wrong, and read the provider's own books. */
export function controlRoutes(context: Context, setLatency: (ms: number) => void): Router {
  const { book, faults } = context;
  const refunds = refundsOf(context);
  const router = Router();
  router.use('/sandbox', json({ limit: '1mb' }));
  router.post('/sandbox/faults', (request, response) => {
    const { seed, rules = [] } = request.body as { seed?: number; rules?: FaultRule[] };
    if (seed !== undefined) faults.seed(seed);
    faults.add(rules);
    response.status(204).end();
  });
  router.delete('/sandbox/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.post('/sandbox/clock', (request, response) => {
    book.advance((request.body as { advanceSeconds: number }).advanceSeconds);
    response.json({ now: book.now() });
  });
  router.post('/sandbox/latency', (request, response) => {
    setLatency((request.body as { ms: number }).ms);
    response.status(204).end();
  });
  router.post('/sandbox/disputes', async (request, response) => {
    const { intent, status } = request.body as { intent: string; status: string };
    response.status(201).json(await refunds.dispute(intent, status));
  });
  router.get('/sandbox/book', (_request, response) => {
    response.json({
      sessions: book.all('session'),
      intents: book.all('intent'),
      refunds: book.all('refund'),
      disputes: book.all('dispute'),
      undelivered: book.all('delivery').filter(({ done }) => !done).length,
    });
  });
  return router;
}
