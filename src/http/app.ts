import express, { type Express, type RequestHandler } from 'express';
import type { ApiDependencies } from './dependencies';
import { devMail } from './dev-mail';
import { docsRoutes } from './docs';
import { createLimits, NO_LIMITS } from './limits';
import { requireOperator } from './operator-access';
import { refuseOtherSites } from './origin';
import { Problem, problemHandler } from './problems';
import { observe } from './request-context';
import { createRouter, type Guards } from './router';
import { createRoutes } from './routes';
import { WEBHOOK_PATH } from './routes/webhooks';
import { createSessions } from './session';

/** On every answer; pages set stricter ones of their own (src/web/document.ts). */
const safeHeaders: RequestHandler = (request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  // A browser that shows an answer of the API runs nothing in it.
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  // Pre-orders are private, so no cache keeps them. Public answers say so themselves.
  response.setHeader('Cache-Control', 'private, no-cache');
  if (request.secure) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
  next();
};

export function createApp(given: ApiDependencies): Express {
  const { sessionSecrets, presence, publicUrl, accounts } = given;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', given.trustProxy ?? false);
  const sessions = createSessions(sessionSecrets, accounts.endedSessions, (session) =>
    accounts.sessions.used(session),
  );
  const limits = createLimits(given.rateLimits ?? NO_LIMITS, sessions);
  const deps = { ...given, limits, sessions };
  const routes = createRoutes(deps);
  const guards: Guards = {
    buyer(request, response, endedToo) {
      const session = sessions.require(request, endedToo);
      presence.heard(session.buyerId);
      sessions.renew(request, response, session);
      return session;
    },
    admin: (request, role) => requireOperator(request, role, deps),
    hasSession: sessions.isPresented,
    charge: limits.charge,
  };
  app.use(observe(deps), safeHeaders);
  if (deps.trace) app.use(deps.trace);
  // A signature is over the body as it was sent.
  app.use(WEBHOOK_PATH, express.raw({ type: () => true, limit: '256kb' }));
  const unlimited = routes.filter((route) => route.unlimited);
  app.use(createRouter(unlimited, guards));
  app.use(limits.requests, refuseOtherSites(publicUrl), express.json({ limit: '64kb' }));
  const limited = routes.filter((route) => !route.unlimited);
  app.use(createRouter(limited, guards));
  app.use(docsRoutes(routes));
  if (deps.devMailFolder !== undefined) app.use(devMail(deps.devMailFolder));
  if (deps.pages) app.use(deps.pages.routes(limits, sessions));
  app.use(() => {
    throw new Problem('not_found', 'There is no such route.');
  });
  app.use(problemHandler(deps.onError, deps.pages?.sendProblem));
  return app;
}
