import type { Response } from 'express';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies';
import { Problem } from '../problems';
import { ok, publicRoute } from '../route';

async function sendMetrics(response: Response, metrics: () => Promise<string>): Promise<void> {
  response.type('text/plain; version=0.0.4').send(await metrics());
}

/** What monitoring asks. */
export type HealthDependencies = Pick<ApiDependencies, 'missing' | 'metrics'>;

export const healthRoutes = ({ missing, metrics }: HealthDependencies) => [
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
      const parts = await missing();
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
    answers: { 200: 'text/plain' },
    async handle({ response }) {
      if (!metrics) throw new Problem('not_found', 'Metrics are served on another port.');
      await sendMetrics(response, metrics);
    },
  }),
];
