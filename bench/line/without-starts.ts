/**
 * The API and the line as `serve` assembles them, while no workflow can be started: starts are taken up to their limit
 * and never end, as during an outage of Temporal. On a second port the same program validates only: the same router,
 * body parser, session check, schema and view, and a line without a database that always answers `called` (`in_line`
 * for the event `full`). The difference between the two is the cost of a certain answer.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createApp } from '../../src/http/app';
import type { ApiDependencies } from '../../src/http/dependencies';
import { listen } from '../../src/http/listen';
import { readConfig } from '../../src/config';
import { openDatabase } from '../../src/db/database';
import { openNotifications } from '../../src/db/notifications';
import type { PreOrder } from '../../src/domain/pre-order';
import { createAccounts } from '../../src/accounts';
import { createEventLabels } from '../../src/events/event-labels';
import { createEvents } from '../../src/events';
import { openLine } from '../../src/line';
import { createPaymentRecords } from '../../src/payments/records';
import { createOrders, createPreOrderStore, type Orders } from '../../src/orders';

const say = (text: string) => void process.stderr.write(`${text}\n`);
const onError = (error: unknown) => say(String(error));
const never = () => new Promise<never>(() => undefined);

const answerAtOnce: Orders['request'] = ({ eventId, buyerId, items }) => {
  const at = new Date();
  const preOrder: PreOrder = {
    ...{ id: randomUUID(), eventId, buyerId, totalCents: 49_500, currency: 'BRL', tickets: [] },
    ...{ items: items.map((item) => ({ ...item, unitPriceCents: 49_500 })), askedAt: at, serverTime: at },
    ...(eventId === 'full'
      ? { status: 'in_line', place: 1_204, ahead: 37 }
      : { status: 'called', calledAt: at }),
  };
  return Promise.resolve({ preOrder, isRepeat: false, waited: false });
};

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const url = config.DATABASE_URL ?? '';
  const db = openDatabase({ url, onError });
  const notifications = openNotifications(url, onError);
  const { listen: follow } = notifications;
  const line = openLine({ db, notifications, workflows: { start: never, checkout: never }, onError });
  const { starter, estimates, presence } = line;
  const onBatch = () => undefined;
  const orders = createOrders({
    ...{ db, starter, estimates, listen: follow, onBatch, onError },
    store: createPreOrderStore(db, { onBatch, onStep: notifications.publish }),
    signals: { checkout: never, giveBack: never },
    labelsOf: createEventLabels(db),
  });
  const deps: ApiDependencies = {
    ...{ orders, estimates, presence, listen: follow, onError, workflowUrl: () => null },
    events: createEvents({ db, signalRefresh: never, onError }),
    accounts: createAccounts({
      ...{ db, onError, secrets: config.SESSION_SECRET ?? [''] },
      ...{
        sealMail: () => Buffer.alloc(0),
        queueMail: never,
        signalGiveBack: never,
        mailDelaySeconds: never,
      },
      ...{ signInPage: () => '', operatePage: () => '' },
    }),
    paymentRecords: createPaymentRecords({ db }),
    ...{ onAnswered: () => undefined, onHoldTold: () => undefined },
    timeZone: config.TIME_ZONE,
    missing: () => Promise.resolve([]),
    sessionSecrets: config.SESSION_SECRET ?? [''],
    adminToken: config.ADMIN_TOKEN ?? '',
  };
  const validatesOnly = { ...deps, orders: { ...orders, request: answerAtOnce } };
  const real = await listen(createServer(createApp(deps)), 0, '127.0.0.1');
  const validates = await listen(createServer(createApp(validatesOnly)), 0, '127.0.0.1');
  // The helper that starts it reads these lines, which `serve` prints as well.
  say(`API ${real}/api/events\nMetrics ${validates}/api\nAdmin token ${deps.adminToken}\nReady.`);
  process.once('SIGTERM', () => process.exit(0));
}

main().catch((error: unknown) => {
  onError(error);
  process.exit(1);
});
