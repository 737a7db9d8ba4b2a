/**
 * The API and the line as `serve` assembles them, while no workflow can be started: starts are taken up to their limit
 * and never end, as during an outage of Temporal. On a second port the same program validates only: the same router,
 * body parser, session check, schema and view, and a line without a database that always answers `called` (`in_line`
 * for the event `full`). The difference between the two is the cost of a certain answer.
 */
import { createServer } from 'node:http';
import { createApp, type ApiDependencies } from '../../src/http/app';
import { listen } from '../../src/http/listen';
import { readConfig } from '../../src/config';
import { openDatabase } from '../../src/db/database';
import type { JoinAnswer, JoinRequest } from '../../src/db/join';
import type { Line } from '../../src/db/line';
import { openNews } from '../../src/db/news';
import { createPreOrderSteps } from '../../src/db/pre-orders';
import { createSales } from '../../src/db/sales';
import { openLine } from '../../src/line/open-line';

const say = (text: string) => void process.stderr.write(`${text}\n`);
const onError = (error: unknown) => say(String(error));
const never = () => new Promise<never>(() => undefined);

function answerAtOnce({ id, eventId, buyerId, items }: JoinRequest): Promise<JoinAnswer> {
  const at = new Date();
  const preOrder = {
    ...{ id, eventId, buyerId, totalCents: 49_500, currency: 'BRL', tickets: [] },
    ...{ items: items.map((item) => ({ ...item, unitPriceCents: 49_500 })), askedAt: at, serverTime: at },
  };
  return Promise.resolve(
    eventId === 'full'
      ? { outcome: 'in_line', preOrder: { ...preOrder, status: 'in_line', place: 1_204, ahead: 37 } }
      : { outcome: 'called', preOrder: { ...preOrder, status: 'called', calledAt: at }, leased: false },
  );
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const url = config.DATABASE_URL ?? '';
  const db = openDatabase({ url, onError });
  const news = openNews(url, onError);
  const sales = createSales(db);
  const flows = {
    ...{ start: never, checkout: never, signalCheckout: never, signalGiveBack: never, signalLook: never },
    tellSale: () => Promise.resolve(),
  };
  const onBatch = () => undefined;
  const open = openLine({ db, news, sales, flows, onBatch, onError });
  const deps: ApiDependencies = {
    ...{ db, news, flows, ...open, onError, flowUrl: () => null },
    steps: createPreOrderSteps(db, onBatch, news.tell),
    ...{ onAnswered: () => undefined, onHoldTold: () => undefined },
    missing: () => Promise.resolve([]),
    sessionSecrets: config.SESSION_SECRET ?? [''],
    adminToken: config.ADMIN_TOKEN ?? '',
  };
  const line: Line = { ...open.line, join: answerAtOnce };
  const real = await listen(createServer(createApp(deps)), 0, '127.0.0.1');
  const validates = await listen(createServer(createApp({ ...deps, line })), 0, '127.0.0.1');
  // The helper that starts it reads these lines, which `serve` prints as well.
  say(`API ${real}/api/events\nMetrics ${validates}/api\nAdmin token ${deps.adminToken}\nReady.`);
  process.once('SIGTERM', () => process.exit(0));
}

main().catch((error: unknown) => {
  onError(error);
  process.exit(1);
});
