import { z } from 'zod';
import { coalesce } from '../../concurrency/coalesce';
import type { ApiDependencies } from '../dependencies';
import { Problem } from '../problems';
import { ok, publicRoute } from '../route';

/** For how long metrics and checks are shared, in milliseconds: both are dear, and anybody may ask for them. */
const METRICS_REST_MS = 250;
const READY_REST_MS = 50;

/** For probes and for Prometheus. */
export function healthRoutes({ missing, metrics }: Pick<ApiDependencies, 'missing' | 'metrics'>) {
  const check = coalesce(() => missing(), READY_REST_MS);
  const read = metrics && coalesce(metrics, METRICS_REST_MS);
  return [
    publicRoute('live', 'GET /api/live', {
      summary: '200 while the process runs.',
      unlimited: true,
      answers: { 200: z.object({ live: z.literal(true) }) },
      handle: () => ok({ live: true as const }),
    }),
    publicRoute('ready', 'GET /api/ready', {
      summary: '200 once every part is ready; otherwise 503 with the names of those that are not.',
      answers: { 200: z.object({ ready: z.literal(true) }) },
      async handle() {
        const parts = await check('all');
        if (parts.length > 0)
          throw new Problem('unavailable', 'The service is not ready.', {
            members: { missing: parts },
            headers: { 'Retry-After': '1' },
          });
        return ok({ ready: true as const });
      },
    }),
    publicRoute('metrics', 'GET /metrics', {
      summary: 'Prometheus text. Served on another port if METRICS_PORT is set.',
      cost: 10,
      answers: { 200: 'text/plain' },
      async handle({ response }) {
        if (!read) throw new Problem('not_found', 'Metrics are served on another port.');
        response.type('text/plain; version=0.0.4').send(await read('all'));
      },
    }),
  ];
}
