import express, { type Express } from 'express';
import type { ApiDependencies } from './dependencies';
import { Problem, problemHandler } from './problems';
import { createRouter } from './router';
import { healthRoutes, type HealthDependencies } from './routes/health';

/** What monitoring asks, for a port that buyers don't reach: is the process alive, is it ready, and its metrics. */
export function createMonitoringApp(deps: HealthDependencies & Pick<ApiDependencies, 'onError'>): Express {
  const nobody = () => {
    throw new Problem('unauthenticated', 'This route needs no login.');
  };
  const app = express();
  app.disable('x-powered-by');
  app.use(createRouter(healthRoutes(deps), { buyer: nobody, admin: nobody }));
  app.use(() => {
    throw new Problem('not_found', 'There is no such route.');
  });
  app.use(problemHandler(deps.onError));
  return app;
}
