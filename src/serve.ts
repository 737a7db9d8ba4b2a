import { createServer } from 'node:http';
import { Client } from '@temporalio/client';
import express from 'express';
import { createActivities } from '../activities';
import { preOrderWorkflowId, TASK_QUEUE } from './contract';
import { createApp, metricsRoute } from './http/app';
import type { About } from './http/observe';
import { drain, listen, openServer } from './http/listen';
import { limitsOf } from './client-limits';
import type { Config } from './config';
import { openDatabase } from './db/database';
import { listEvents } from './db/events';
import { putEvent } from './db/put-event';
import { migrate } from './db/migrate';
import { openNews } from './db/news';
import { createPreOrderSteps } from './db/pre-orders';
import { createSales } from './db/sales';
import { createEventFacts } from './db/event-facts';
import { startEmbedded } from './embedded/servers';
import { freePort } from './embedded/ports';
import { openLine } from './line/open-line';
import { createAuditor } from './observability/audit';
import type { Log } from './observability/log';
import { createMetrics } from './observability/metrics';
import { demoEvent } from './observability/demo-event';
import { createReadiness } from './observability/readiness';
import { createReconciler } from './observability/reconciler';
import { createRequestLog, fieldsOf } from './observability/request-log';
import { readSdkMetrics } from './observability/sdk-metrics';
import type { Tracing } from './observability/tracing';
import { waitFor } from './observability/wait-for';
import { loadAssets } from './web/assets';
import { pageRoutes } from './web/pages';
import { connectTemporal } from './temporal/connection';
import { createFlows } from './temporal/workflow-client';
import { installRuntime } from './temporal/runtime';
import { scheduleReconciler } from './temporal/schedule';
import { registerSearchAttributes } from './temporal/search-attributes';
import { createWorker } from './temporal/worker';

/** Besides the first: how many more connections are taken in a turn of the event loop (src/http/doors.ts). */
const DOORS = 63;

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
  log: Log,
  aborted?: AbortSignal,
): Promise<Running> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    // Last started, first stopped; one that fails doesn't keep the others running.
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => log.error(error));
  };
  try {
    const sdkMetrics = `127.0.0.1:${await freePort()}`;
    installRuntime(log, sdkMetrics);
    const embedded = await startEmbedded(config, say);
    undo.push(embedded.stop);

    const metrics = createMetrics();
    metrics.include(() => readSdkMetrics(sdkMetrics));
    const report = (error: unknown, about?: About) => {
      metrics.onError();
      log.error({ err: error, ...fieldsOf(about) });
    };
    const tracing = await startTracing(config);
    if (tracing) undo.push(tracing.close);
    const plugins = tracing ? [tracing.plugin] : [];
    const plain = openDatabase({ url: embedded.databaseUrl, onError: report });
    const db = tracing ? tracing.database(plain) : plain;
    undo.push(db.close);
    metrics.watchDatabase(db);
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
    const client = new Client({ connection, namespace, plugins });
    const facts = createEventFacts(db);
    const flows = createFlows(client, TASK_QUEUE, roles.worker, facts, metrics.onStarted);

    const news = openNews(embedded.databaseUrl, report);
    undo.push(news.close);
    const sales = createSales(db);
    const steps = createPreOrderSteps(db, metrics.onBatch, news.tell, metrics.onEnded);
    const open = openLine({ ...metrics, db, news, sales, flows, onError: report });
    undo.push(() => {
      open.close();
      return Promise.resolve();
    });
    const { line } = open;

    let workerRuns = () => true;
    if (roles.worker) {
      const audit = createAuditor(db, metrics.onAudited, report);
      const compare = createReconciler(db, flows, metrics.onReconciled);
      const reconcile = async () => {
        const done = await compare();
        await audit();
        return done;
      };
      const activities = createActivities({ steps, line, sales, reconcile });
      const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = config;
      const version = buildId === undefined ? undefined : { deploymentName, buildId };
      const extras = { version, plugins };
      const worker = await createWorker(connection, namespace, TASK_QUEUE, activities, extras);
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
    const logRequest = createRequestLog(log, config.LOG_REQUESTS);
    const limits = limitsOf(config);
    const app = createApp({
      ...{ db, steps, news, flows, ...open, adminToken, onError: report, onHoldTold: metrics.onHoldTold },
      trace: tracing?.requests,
      onAnswered: (answered) => {
        metrics.onAnswered(answered);
        logRequest(answered);
      },
      missing: createReadiness(db, client, namespace, workerRuns),
      sessionSecrets,
      ...{ rateLimits: limits.rateLimits, trustProxy: config.TRUST_PROXY },
      pages: pageRoutes({ db, steps, watch: open.watch, assets: await loadAssets(), sessionSecrets }),
      metrics: config.METRICS_PORT === undefined ? metrics.text : undefined,
      flowUrl: (id) =>
        uiUrl ? `${uiUrl}/namespaces/${namespace}/workflows/${preOrderWorkflowId(id)}` : null,
    });
    const server = openServer(app, limits);
    const url = await listen(server, config.PORT ?? (await freePort(3000)), config.HOST, DOORS);
    undo.push(() => drain(server));
    return { url, adminToken, ...where, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where it is off, nothing of it is even loaded. */
async function startTracing(config: Config): Promise<Tracing | undefined> {
  if (config.OTEL_TRACES_EXPORTER === 'none') return undefined;
  const { openTracing } = await import('./observability/tracing.js');
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, '');
  return openTracing({
    url: config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? `${endpoint}/v1/traces`,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: config.OTEL_SERVICE_NAME,
    share: config.OTEL_TRACES_SAMPLER_ARG,
  });
}
