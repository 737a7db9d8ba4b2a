import { createServer } from 'node:http';
import { createActivities } from '../activities';
import { limitsOf } from './client-limits';
import type { Config } from './config';
import { preOrderWorkflowId, TASK_QUEUE } from './contract/names';
import { freePort } from './embedded/ports';
import { applyRetention, type Retention } from './events/remove-records';
import { createApp } from './http/app';
import { drain, listen, openServer } from './http/listen';
import { createProbes } from './http/probes';
import { createAuditor } from './observability/audit';
import type { Log } from './observability/log';
import { createReadiness } from './observability/readiness';
import { createReconciler } from './observability/reconciler';
import { createRequestLog } from './observability/request-log';
import { connectParts, type Parts, type Roles } from './parts';
import { keepReconciling } from './temporal/reconciler';
import { createWorker } from './temporal/worker';
import { loadAssets } from './web/assets';
import { createPages } from './web/pages';

/** Besides the first: how many more connections are accepted in a turn of the event loop (src/http/doors.ts). */
const DOORS = 63;

export interface Running {
  /** Where the API answers, where it does. */
  url?: string;
  uiUrl?: string;
  /** Where the metrics have a port of their own. */
  metricsUrl?: string;
  /** If the data folder keeps it. A token from the environment isn't repeated. */
  adminToken?: string;
  /** Drains: no new requests, those in flight are answered, the worker finishes its tasks. */
  stop(): Promise<void>;
}

/** Starts what the roles name, on servers that the environment gives or that are embedded. */
export async function serve(
  config: Config,
  roles: Roles,
  say: (text: string) => void,
  log: Log,
  aborted?: AbortSignal,
): Promise<Running> {
  const undo: Parts['undo'] = [];
  const stop = async () => {
    // Last started, first stopped; a step that fails doesn't keep the others running.
    for (const step of undo.splice(0).reverse()) await step().catch((error: unknown) => log.error(error));
  };
  try {
    const parts = await connectParts({ config, roles, say, log, undo, aborted });
    const workerRuns = roles.worker ? await startWorker(parts) : () => true;
    const missing = readinessOf(parts, workerRuns);
    const metricsUrl = await startProbes(parts, missing);
    const uiUrl = parts.servers.uiUrl ?? config.TEMPORAL_UI_URL?.replace(/\/+$/, '');
    const { adminToken } = parts.servers.secrets;
    const url = roles.api ? await startApi(parts, missing, uiUrl) : undefined;
    return {
      ...(url !== undefined && { url }),
      ...(adminToken !== undefined && config.ADMIN_TOKEN === undefined && { adminToken }),
      ...(uiUrl !== undefined && { uiUrl }),
      ...(metricsUrl !== undefined && { metricsUrl }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns whether it still runs. */
async function startWorker(parts: Parts): Promise<() => boolean> {
  const { config, db, connection, client, workflows, metrics, tracing, report, undo } = parts;
  const audit = createAuditor(db, metrics.onAudited, report);
  const compare = createReconciler(db, workflows, metrics.onReconciled);
  const activities = createActivities({
    ...parts,
    async reconcile() {
      const done = await compare();
      await audit();
      await applyRetention(db, retentionOf(config)).catch(report);
      return done;
    },
  });
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = config;
  const worker = await createWorker(connection, client.options.namespace, TASK_QUEUE, activities, {
    version: buildId === undefined ? undefined : { deploymentName, buildId },
    plugins: tracing ? [tracing.plugin] : [],
  });
  const running = worker.run();
  running.catch(report);
  const stopLooking = await keepReconciling(client, TASK_QUEUE, report);
  undo.push(async () => {
    stopLooking();
    worker.shutdown();
    await running;
  });
  return () => worker.getState() === 'RUNNING';
}

const retentionOf = (config: Config): Retention => ({
  idempotencyKeyDays: config.RETENTION_IDEMPOTENCY_KEY_DAYS,
  unsoldDays: config.RETENTION_UNSOLD_DAYS,
  actionDays: config.RETENTION_ACTION_DAYS,
});

/** Serves metrics and probes on a port of their own. @returns where the metrics are, if they have one. */
async function startProbes(
  { config, metrics, report, undo }: Parts,
  missing: () => Promise<string[]>,
): Promise<string | undefined> {
  if (config.METRICS_PORT === undefined) return undefined;
  const server = createServer(createProbes({ missing, metrics: metrics.text, onError: report }));
  const url = await listen(server, config.METRICS_PORT, config.HOST);
  undo.push(() => drain(server));
  return `${url}/metrics`;
}

function readinessOf({ db, client, line }: Parts, workerRuns: () => boolean) {
  const { namespace } = client.options;
  return createReadiness({ db, client, namespace, workerRuns, starter: line.starter });
}

/** @returns where it answers. */
async function startApi(
  parts: Parts,
  missing: () => Promise<string[]>,
  uiUrl: string | undefined,
): Promise<string> {
  const { config, log, servers, metrics, tracing, report, client, line, undo } = parts;
  const { estimates, presence } = line;
  const { adminToken, sessionSecrets } = servers.secrets;
  if (!adminToken || !sessionSecrets) throw new Error('An API needs secrets.');
  const logRequest = createRequestLog(log, config.LOG_REQUESTS);
  const limits = limitsOf(config);
  const { namespace } = client.options;
  const workflowPage = `${uiUrl ?? ''}/namespaces/${namespace}/workflows/`;
  const app = createApp({
    ...parts,
    ...{ estimates, presence, adminToken, sessionSecrets },
    onError: report,
    onHoldTold: metrics.onHoldTold,
    trace: tracing?.requests,
    onAnswered: (answered) => {
      metrics.onAnswered(answered);
      logRequest(answered);
    },
    missing,
    rateLimits: limits.rateLimits,
    trustProxy: config.TRUST_PROXY,
    publicUrl: config.PUBLIC_URL,
    timeZone: config.TIME_ZONE,
    pages: createPages({ ...parts, estimates, assets: await loadAssets(), sessionSecrets }),
    metrics: config.METRICS_PORT === undefined ? metrics.text : undefined,
    workflowUrl: (id) => (uiUrl ? workflowPage + preOrderWorkflowId(id) : null),
  });
  const trusts = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const server = openServer(app, { ...limits, isProxy: (address) => trusts(address, 0) });
  const url = await listen(server, config.PORT ?? (await freePort(3000)), config.HOST, DOORS);
  undo.push(() => drain(server));
  return url;
}
