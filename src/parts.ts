import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createAccounts, type Accounts } from './accounts';
import type { Config } from './config';
import { TASK_QUEUE } from './contract/names';
import { openDatabase, type Database } from './db/database';
import { recordRefusals } from './db/refusals';
import { listEvents } from './db/events';
import { migrate } from './db/migrate';
import { openNotifications, type Notifications } from './db/notifications';
import { requireSessions } from './db/sessions';
import { freePort } from './embedded/ports';
import { startEmbedded, type Servers } from './embedded/servers';
import { createEvents, type Events } from './events';
import { relayChanges } from './events/change-relay';
import { createEventLabels } from './events/event-labels';
import { putEvent } from './events/put-event';
import type { RequestContext } from './http/request-context';
import { openLine, type LineService } from './line';
import { demoEvent } from './demo-event';
import { openErasures } from './erasures';
import { RETURNED } from './domain/payment';
import { Unavailable } from './domain/unavailable';
import type { Log } from './observability/log';
import { createMetrics } from './observability/metrics';
import { createOutageLog } from './observability/outage-log';
import { fieldsOf } from './observability/request-log';
import type { Tracing } from './observability/tracing';
import { waitFor } from './observability/wait-for';
import { createOrders, createPreOrderStore, type Orders } from './orders';
import { createTemporalLink, type TemporalLink } from './temporal/link';
import { openPaymentProvider } from './payment-provider';
import { createPayments, type Payments } from './payments';
import { createPaymentRecords, type PaymentRecords } from './payments/records';
import { cannotBePaid } from './payments/stripe/amounts';
import { RefusalLog } from './orders/refusal-log';
import { asTemporalOutage } from './temporal/outage';
import { installRuntime, readSdkMetrics } from './temporal/runtime';
import { createMail, type MailService } from './mail';
import { createWorkflowClient, type WorkflowClient } from './temporal/workflow-client';

/** Which jobs the process does. */
export interface Roles {
  api: boolean;
  worker: boolean;
}

/** What the process is made of, once its servers answer. */
export interface Parts {
  config: Config;
  log: Log;
  servers: Servers;
  metrics: ReturnType<typeof createMetrics>;
  tracing: Tracing | undefined;
  report(error: unknown, context?: RequestContext): void;
  db: Database;
  temporal: TemporalLink;
  workflows: WorkflowClient;
  listen: Notifications['listen'];
  orders: Orders;
  events: Events;
  /** Undefined where no payment provider is configured. */
  payments: Payments | undefined;
  paymentRecords: PaymentRecords;
  accounts: Accounts;
  mail: MailService;
  /** The address that buyers use, for links in mails. */
  links: { base: string };
  line: LineService;
  /** Run in reverse order when the process stops. */
  undo: (() => Promise<unknown>)[];
}

interface ConnectOptions {
  config: Config;
  roles: Roles;
  say: (text: string) => void;
  log: Log;
  undo: Parts['undo'];
  aborted?: AbortSignal | undefined;
}

/** Connects to the servers, or starts embedded ones, and builds the use cases around them. */
export async function connectParts(options: ConnectOptions): Promise<Parts> {
  const { config, roles, say, log, undo, aborted } = options;
  const sdkMetrics = `127.0.0.1:${await freePort()}`;
  installRuntime(log, sdkMetrics);
  const servers = await startEmbedded(config, roles.api, say);
  undo.push(servers.stop);

  const metrics = createMetrics();
  metrics.include(() => readSdkMetrics(sdkMetrics));
  const logOutage = createOutageLog(log);
  const report = (error: unknown, context?: RequestContext) => {
    metrics.onError();
    const known = asTemporalOutage(error);
    if (known instanceof Unavailable) logOutage(known);
    else log.error({ err: error, ...fieldsOf(context) });
  };
  const tracing = await startTracing(config);
  if (tracing) undo.push(tracing.close);

  const plain = openDatabase({ url: servers.databaseUrl, onError: report, onOutage: logOutage });
  const db = tracing ? tracing.database(plain) : plain;
  undo.push(db.close);
  metrics.watchDatabase(db);
  await waitFor('Postgres', () => requireSessions(servers.databaseUrl, logOutage), say, aborted);
  await waitFor('Postgres', () => migrate(db), say, aborted);
  const provider = await openPaymentProvider(config, servers.sandbox);
  const online = provider && { cannotBePaid };
  if (servers.ownsDatabase && (await listEvents(db, undefined, 1)).length === 0)
    await putEvent(db, demoEvent(new Date()), { online });

  const temporal = createTemporalLink({
    embedded: servers.temporalAddress,
    plugins: tracing ? [tracing.plugin] : [],
    ...{ say, onError: report },
  });
  undo.push(temporal.close);
  metrics.watchTemporal(temporal);
  await temporal.reach();
  const labelsOf = createEventLabels(db);
  const workflows = createWorkflowClient({
    client: temporal.client,
    taskQueue: TASK_QUEUE,
    eager: roles.worker,
    labelsOf,
    onStarted: metrics.onStarted,
  });

  const notifications = openNotifications(servers.databaseUrl, report);
  undo.push(notifications.close);
  const line = openLine({ ...metrics, db, notifications, workflows, onError: report });
  const stopRelay = relayChanges(db, workflows.signalSale, report);
  undo.push(() => {
    line.close();
    stopRelay();
    return Promise.resolve();
  });
  // A process without an API signs nobody in, and one without the secrets can't read what others sealed.
  const secrets = servers.secrets.sessionSecrets ?? ([randomUUID()] as const);
  const mail = createMail({
    ...{ db, secrets, smtpUrl: config.SMTP_URL, folder: path.join(config.DATA_DIR, 'mail') },
    ...{ from: senderOf(config), perSecond: config.MAIL_PER_SECOND },
    onEnded: metrics.onMailEnded,
  });
  undo.push(() => {
    mail.close();
    return Promise.resolve();
  });
  const links = { base: config.PUBLIC_URL?.replace(/\/+$/, '') ?? '' };
  // Before anything is answered: nobody who was erased is there for a moment.
  const journal = roles.api ? await openErasures(config, db, log) : undefined;
  const accounts = createAccounts({
    journal,
    proofCost: config.PROOF_OF_WORK || undefined,
    ...{
      db,
      secrets,
      sealMail: mail.seal,
      queueMail: mail.queue,
      mailDelaySeconds: mail.delaySeconds,
      onError: report,
    },
    signalGiveBack: workflows.signalGiveBack,
    signInPage: (id) => `${links.base}/sign-in/${id}`,
    providers: config.OIDC,
    operatePage: () => `${links.base}/operate`,
  });
  notifications.onSessions(accounts.endedSessions.add);
  if (roles.api) await accounts.endedSessions.open();
  undo.push(() => {
    accounts.endedSessions.close();
    return Promise.resolve();
  });
  const { listen } = notifications;
  const observers = { ...metrics, onStep: notifications.publish, batchContext: tracing?.batchContext };
  const refusals = new RefusalLog((...refused) => recordRefusals(db, ...refused), report);
  undo.push(() => refusals.close());
  const store = createPreOrderStore(db, observers);
  const payments =
    provider &&
    createPayments({
      ...{ db, store, provider, listen, labelsOf, onCall: metrics.onProviderCall, onError: report },
      signals: workflows,
      graceSeconds: { card: config.PAYMENT_GRACE_CARD_SECONDS, pix: config.PAYMENT_GRACE_PIX_SECONDS },
      returnUrl: (eventId, attemptId) => `${links.base}/events/${eventId}?${RETURNED}=${attemptId}`,
      refundsPerSecond: config.REFUNDS_PER_SECOND,
    });
  if (payments) {
    const stopWatching = payments.watch();
    undo.push(() => {
      stopWatching();
      return Promise.resolve();
    });
  }
  const orders = createOrders({
    ...observers,
    onRefused({ eventId, buyerId, items }, reason) {
      // Without an event there is nothing to count for.
      if (reason !== 'event_not_found') refusals.add(eventId, { reason, buyerId, items });
    },
    ...{ db, listen, starter: line.starter, estimates: line.estimates },
    ...{ store, labelsOf, payments },
    signals: { checkout: workflows.signalCheckout, giveBack: workflows.signalGiveBack },
    giveBackLimit: config.RATE_LIMIT_GIVE_BACKS,
    onError: report,
  });
  const events = createEvents({ db, online, signalRefresh: workflows.signalRefresh, onError: report });
  return {
    ...{ config, log, servers, metrics, tracing, report, undo },
    ...{ db, temporal, workflows, listen, orders, payments, events, accounts, mail, links, line },
    paymentRecords: createPaymentRecords({ db, provider }),
  };
}

const senderOf = ({ MAIL_FROM, PUBLIC_URL }: Config) =>
  MAIL_FROM ?? `no-reply@${PUBLIC_URL === undefined ? 'localhost' : new URL(PUBLIC_URL).hostname}`;

/** Where tracing is off, nothing of it is even loaded. */
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
