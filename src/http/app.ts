import express, { Router, type Express, type RequestHandler } from 'express';
import type { Listen } from '../domain/notifications';
import type { Events } from '../events';
import type { Presence } from '../line/presence';
import type { WaitEstimates } from '../line/wait-estimates';
import type { Orders } from '../orders';
import { adminRoutes } from './admin';
import { docsRoutes } from './docs';
import { eventRoutes } from './events';
import { lineRoutes } from './line';
import { createLimits, NO_LIMITS, type RateLimits } from './limits';
import { observe, type About, type Observers } from './observe';
import { preOrderRoutes } from './pre-orders';
import { Problem, problemHandler } from './problems';
import { newSession, setSession } from './session';
import type { Secrets } from './signing';

export interface ApiDependencies extends Observers {
  orders: Orders;
  events: Events;
  estimates: WaitEstimates;
  presence: Pick<Presence, 'heard' | 'attend'>;
  listen: Listen;
  sessionSecrets: Secrets;
  adminToken: string;
  /** How often one may ask; left out: as often as they like. */
  rateLimits?: RateLimits;
  /** Whose word is taken for where a request comes from, as Express takes it; left out: nobody's. */
  trustProxy?: number | string | undefined;
  /** Where an operator sees a pre-order's workflow; null where the Temporal UI isn't known. */
  workflowUrl(preOrderId: string): string | null;
  /** What is missing for work, by name; empty when all is well. */
  missing(): Promise<string[]>;
  /** What people see; left out where only programs ask. */
  pages?: Router | undefined;
  /** Prometheus text; left out where another port serves it. */
  metrics?: (() => Promise<string>) | undefined;
  /** Makes each request a trace; there where that is wanted. */
  trace?: RequestHandler | undefined;
  /** A failure that was made up for, or a bug that was answered with 500. */
  onError(error: unknown, about?: About): void;
}

/** `GET /metrics`, on whichever port. */
export function metricsRoute(metrics: () => Promise<string>): Router {
  return Router().get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await metrics());
  });
}

/** For every answer; a page says more (src/web/document.ts). An answer of the API that a browser shows runs nothing. */
const safeHeaders: RequestHandler = (request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  // Somebody's own pre-orders are in no cache between us; what is public says so.
  response.setHeader('Cache-Control', 'private, no-cache');
  if (request.secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
  next();
};

export function createApp(deps: ApiDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy ?? false);
  const limits = createLimits(deps.rateLimits ?? NO_LIMITS, deps.sessionSecrets);
  app.use(observe(deps), safeHeaders);
  if (deps.trace) app.use(deps.trace);
  app.get('/api/live', (_request, response) => void response.json({ live: true }));
  app.use(limits.requests);
  app.use(express.json({ limit: '64kb' }));
  app.get('/api/ready', async (_request, response) => {
    const missing = await deps.missing();
    if (missing.length > 0)
      throw new Problem(503, 'unavailable', 'Not ready.', { missing }, { 'Retry-After': '1' });
    response.json({ ready: true });
  });
  if (deps.metrics) app.use(metricsRoute(deps.metrics));
  app.use(docsRoutes());
  app.use('/api/admin', limits.wrongTokens);
  // A page makes a session, too, for whoever has none.
  app.use(['/api/session', '/events'], limits.newSessions);
  app.post('/api/session', (request, response) => {
    const session = newSession(deps.sessionSecrets);
    setSession(request, response, session.token);
    response.status(201).json(session);
  });
  app.use('/api', eventRoutes(deps), lineRoutes(deps), preOrderRoutes(deps), adminRoutes(deps));
  if (deps.pages) app.use(deps.pages);
  app.use(() => {
    throw new Problem(404, 'not_found', 'There is no such route.');
  });
  app.use(problemHandler(deps.onError));
  return app;
}
