import express, { type Express } from 'express';
import type { ApiDependencies } from './dependencies';
import { Problem, problemHandler } from './problems';
import { createRouter } from './router';
import { healthRoutes } from './routes/health';

/** Probes and metrics, for a port of their own: buyers can neither reach it nor use up its connections. */
export function createProbes(deps: Pick<ApiDependencies, 'missing' | 'metrics' | 'onError'>): Express {
  const app = express();
  app.disable('x-powered-by');
  const nobody = () => {
    throw new Problem('not_found', 'There is no such route.');
  };
  app.use(
    createRouter(healthRoutes(deps), {
      ...{ buyer: nobody, admin: nobody, hasSession: () => false, charge: () => undefined },
    }),
    nobody,
    problemHandler(deps.onError),
  );
  return app;
}
