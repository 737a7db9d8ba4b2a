import { createServer } from 'node:http';
import { Client } from '@temporalio/client';
import { Runtime, DefaultLogger } from '@temporalio/worker';
import express from 'express';
import { createActivities } from '../activities';
import { preOrderWorkflowId, TASK_QUEUE } from '../workflows/contract';
import { createApp, metricsRoute } from './api/app';
import { drain, listen } from './api/listen';
import type { Config } from './config';
import { openDatabase } from './db/database';
import { listEvents, putEvent } from './db/events';
import { migrate } from './db/migrate';
import { openNews } from './db/news';
import { createPreOrderSteps } from './db/pre-orders';
import { createSales } from './db/sales';
import { createEventFacts } from './db/event-facts';
import { startEmbedded } from './embedded/servers';
import { freePort } from './embedded/ports';
import { openLine } from './line/open-line';
import { createMetrics } from './operate/metrics';
import { demoEvent } from './operate/demo-event';
import { createReadiness } from './operate/readiness';
import { createReconciler } from './operate/reconciler';
import { waitFor } from './operate/wait-for';
import { loadAssets } from './web/assets';
import { pageRoutes } from './web/pages';
import { connectTemporal } from './worker/connection';
import { createFlows } from './worker/flows';
import { scheduleReconciler } from './worker/schedule';
import { registerSearchAttributes } from './worker/search-attributes';
import { createWorker } from './worker/worker';

export interface Roles {
  api: boolean;
  worker: boolean;
}

export interface Running {
  /** Where the API answers, where it does. */
  url?: string;
  uiUrl?: string;
  /** Where the metrics have a port of their own. */
  metricsUrl?: string;
  adminToken: string;
  /** Drains: no new requests, those in flight are answered, the worker finishes its tasks. */
  stop(): Promise<void>;
}

type Say = (text: string) => void;

/** Starts what the roles name, on servers that are given by the environment or embedded. */
export async function serve(
  config: Config,
  roles: Roles,
  say: Say,
  onError: (error: unknown) => void,
  aborted?: AbortSignal,
): Promise<Running> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    // Last started, first stopped; one that fails doesn't keep the others running.
    for (const step of undo.splice(0).reverse()) await step().catch(onError);
  };
  try {
    Runtime.install({
      shutdownSignals: [],
      logger: new DefaultLogger('WARN', ({ level, message }) => say(`${level} ${message}`)),
    });
    const embedded = await startEmbedded(config, say);
    undo.push(embedded.stop);

    const metrics = createMetrics();
    const report = (error: unknown) => {
      metrics.onError();
      onError(error);
    };
    const db = openDatabase({ url: embedded.databaseUrl, onError: report });
    undo.push(db.close);
    metrics.watchPool(db);
    await waitFor('Postgres', () => migrate(db), say, aborted);
    if (embedded.ownsDatabase && (await listEvents(db)).length === 0)
      await putEvent(db, demoEvent(new Date()));

    const { connection, namespace } = await waitFor(
      'Temporal',
      () => connectTemporal(embedded.temporalAddress),
      say,
      aborted,
    );
    undo.push(() => connection.close());
    await registerSearchAttributes(connection, namespace);
    const client = new Client({ connection, namespace });
    const flows = createFlows(client, TASK_QUEUE, roles.worker, createEventFacts(db));

    const news = openNews(embedded.databaseUrl, report);
    undo.push(news.close);
    const sales = createSales(db);
    const steps = createPreOrderSteps(db, metrics.onBatch, news.tell);
    const open = openLine({ db, news, sales, flows, onBatch: metrics.onBatch, onError: report });
    undo.push(() => {
      open.close();
      return Promise.resolve();
    });
    const { line } = open;

    let workerRuns = () => true;
    if (roles.worker) {
      const reconcile = createReconciler(db, flows, metrics.onReconciled);
      const activities = createActivities({ steps, line, sales, reconcile });
      const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = config;
      const version = buildId === undefined ? undefined : { deploymentName, buildId };
      const worker = await createWorker(connection, namespace, TASK_QUEUE, activities, version);
      const running = worker.run();
      running.catch(report);
      workerRuns = () => worker.getState() === 'RUNNING';
      await scheduleReconciler(client, TASK_QUEUE);
      undo.push(async () => {
        worker.shutdown();
        await running;
      });
    }
    const where: Pick<Running, 'uiUrl' | 'metricsUrl'> = {};
    const uiUrl = embedded.uiUrl ?? config.TEMPORAL_UI_URL?.replace(/\/+$/, '');
    if (uiUrl !== undefined) where.uiUrl = uiUrl;
    if (config.METRICS_PORT !== undefined) {
      const server = createServer(express().use(metricsRoute(metrics.text)));
      where.metricsUrl = `${await listen(server, config.METRICS_PORT, config.HOST)}/metrics`;
      undo.push(() => drain(server));
    }
    const adminToken = config.ADMIN_TOKEN ?? embedded.adminToken;
    if (!roles.api) return { adminToken, ...where, stop };

    const sessionSecrets = config.SESSION_SECRET ?? embedded.sessionSecrets;
    const app = createApp({
      ...{ db, steps, news, flows, ...open, adminToken, onError: report },
      missing: createReadiness(db, client, namespace, workerRuns),
      sessionSecrets,
      pages: pageRoutes({ db, steps, watch: open.watch, assets: await loadAssets(), sessionSecrets }),
      metrics: config.METRICS_PORT === undefined ? metrics.text : undefined,
      flowUrl: (id) =>
        uiUrl ? `${uiUrl}/namespaces/${namespace}/workflows/${preOrderWorkflowId(id)}` : null,
    });
    const server = createServer(app);
    const url = await listen(server, config.PORT ?? (await freePort(3000)), config.HOST);
    undo.push(() => drain(server));
    return { url, adminToken, ...where, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
