import { createServer } from 'node:http';
import type { Worker } from '@temporalio/worker';
import { createActivities } from '../activities';
import { limitsOf } from './client-limits';
import type { Config } from './config';
import { preOrderWorkflowId, TASK_QUEUE } from './contract/names';
import { freePort } from './embedded/ports';
import { removeSignInLeftovers } from './accounts/remove-leftovers';
import { applyRetention, type Retention } from './events/remove-records';
import { createApp } from './http/app';
import { drain, listen, openServer } from './http/listen';
import { createProbes } from './http/probes';
import { openMailSender, warnOfMail } from './mail-sender';
import { createAuditor } from './observability/audit';
import type { Log } from './observability/log';
import { createReadiness } from './observability/readiness';
import { createReconciler } from './observability/reconciler';
import { WEBHOOK_PATH } from './http/routes/webhooks';
import { createRequestLog } from './observability/request-log';
import { connectParts, type Parts, type Roles } from './parts';
import { NOTHING, type Start } from './temporal/link';
import { schedulePaymentsReconciliation } from './temporal/payments-schedule';
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
  /** Where the metrics are, if they have a port of their own. */
  metricsUrl?: string;
  /** If the data folder keeps it. A token from the environment isn't repeated. */
  adminToken?: string;
  /** Where mails can be read, if they are kept for this machine's user. */
  mailUrl?: string;
  /** Where the payment sandbox is, if payments go there. */
  sandboxUrl?: string;
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
    const worker = workerOf(parts);
    if (roles.worker) await warnOfMail(parts);
    await parts.temporal.open(roles.worker ? worker.start : NOTHING);
    undo.push(parts.temporal.stop);
    const workerRuns = roles.worker ? worker.runs : () => true;
    const missing = createReadiness({ ...parts, starter: parts.line.starter, workerRuns });
    const metricsUrl = await startProbes(parts, missing, roles);
    const uiUrl = parts.servers.uiUrl ?? config.TEMPORAL_UI_URL?.replace(/\/+$/, '');
    const { adminToken } = parts.servers.secrets;
    const url = roles.api ? await startApi(parts, missing, uiUrl) : undefined;
    return {
      ...(url !== undefined && { url }),
      ...(adminToken !== undefined && config.ADMIN_TOKEN === undefined && { adminToken }),
      ...(uiUrl !== undefined && { uiUrl }),
      ...(metricsUrl !== undefined && { metricsUrl }),
      ...(url !== undefined && devMailOf(parts) !== undefined && { mailUrl: `${url}/dev/mail` }),
      ...(parts.servers.sandbox && { sandboxUrl: parts.servers.sandbox.url }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The process's worker: how to start it on a connection, and whether it runs. */
function workerOf(parts: Parts) {
  const { config, db, temporal, workflows, metrics, tracing, report } = parts;
  let worker: Worker | undefined;
  const audit = createAuditor(db, metrics.onAudited, report);
  const compare = createReconciler(db, workflows, metrics.onReconciled);
  const activities = createActivities({
    ...parts,
    async reconcile() {
      const done = await compare();
      await audit();
      await applyRetention(db, retentionOf(config)).catch(report);
      await removeSignInLeftovers(db).catch(report);
      return done;
    },
    giveUpMail: parts.mail.steps.giveUp,
  });
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, TEMPORAL_WORKER_BUILD_ID: buildId } = config;
  const start: Start = async (connection, client) => {
    const made = await createWorker(connection, temporal.namespace, TASK_QUEUE, activities, {
      version: buildId === undefined ? undefined : { deploymentName, buildId },
      plugins: tracing ? [tracing.plugin] : [],
    });
    worker = made;
    const mails = await openMailSender(parts, connection);
    const workers = [made, ...mails.workers];
    const stop = () => {
      for (const one of workers) if (one.getState() === 'RUNNING') one.shutdown();
    };
    // Where one of them fails, both are started anew.
    const running = Promise.all(workers.map((one) => one.run().finally(stop)));
    const schedule = async () => {
      if (parts.payments) await schedulePaymentsReconciliation(client, TASK_QUEUE);
      return keepReconciling(client, TASK_QUEUE, report);
    };
    const stopLooking = await schedule().catch((error: unknown) => {
      mails.stop();
      stop();
      throw error;
    });
    const ended = running.finally(() => {
      mails.stop();
      stopLooking();
    });
    return { ended: ended.then(() => undefined), stop };
  };
  return { start, runs: () => worker?.getState() === 'RUNNING' };
}

const retentionOf = (config: Config): Retention => ({
  idempotencyKeyDays: config.RETENTION_IDEMPOTENCY_KEY_DAYS,
  unsoldDays: config.RETENTION_UNSOLD_DAYS,
  actionDays: config.RETENTION_ACTION_DAYS,
});

/**
 * Serves what monitoring asks on METRICS_PORT. A worker without an API serves it on PORT, too, so that something always
 * says whether it lives.
 * @returns where the metrics are, where they have a port of their own.
 */
async function startProbes(
  { config, metrics, report, undo }: Parts,
  missing: () => Promise<string[]>,
  roles: Roles,
): Promise<string | undefined> {
  const { METRICS_PORT, HOST } = config;
  const app = createProbes({ missing, metrics: metrics.text, onError: report });
  const open = async (port: number) => {
    const server = createServer(app);
    const url = await listen(server, port, HOST);
    undo.push(() => drain(server));
    return `${url}/metrics`;
  };
  const own = METRICS_PORT === undefined ? undefined : await open(METRICS_PORT);
  if (roles.api) return own;
  const probes = await open(config.PORT ?? (await freePort(3000)));
  return own ?? probes;
}

/** Mails that are kept are shown where somebody tries the program: on servers of its own, and not in production. */
const devMailOf = ({ mail, servers, config }: Parts) =>
  servers.ownsDatabase && config.NODE_ENV !== 'production' ? mail.folder : undefined;

/** @returns where it answers. */
async function startApi(
  parts: Parts,
  missing: () => Promise<string[]>,
  uiUrl: string | undefined,
): Promise<string> {
  const { config, log, servers, metrics, tracing, report, temporal, line, undo } = parts;
  const { estimates, presence } = line;
  const { adminToken, sessionSecrets } = servers.secrets;
  if (!adminToken || !sessionSecrets) throw new Error('An API needs secrets.');
  const logRequest = createRequestLog(log, config.LOG_REQUESTS);
  const limits = limitsOf(config);
  const workflowPage = `${uiUrl ?? ''}/namespaces/${temporal.namespace}/workflows/`;
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
    devMailFolder: devMailOf(parts),
    pages: createPages({
      ...parts,
      estimates,
      assets: await loadAssets(),
      timeZone: config.TIME_ZONE,
    }),
    metrics: config.METRICS_PORT === undefined ? metrics.text : undefined,
    workflowUrl: (id) => (uiUrl ? workflowPage + preOrderWorkflowId(id) : null),
  });
  const trusts = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const server = openServer(app, { ...limits, isProxy: (address) => trusts(address, 0) });
  const url = await listen(server, config.PORT ?? (await freePort(3000)), config.HOST, DOORS);
  parts.links.base ||= url;
  servers.sandbox?.setWebhookUrl(`${url}${WEBHOOK_PATH}`);
  undo.push(() => drain(server));
  return url;
}
