import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import { readJson, writeJson } from '../json-file';
import { freePort } from '../ports';
import { apiRoutes } from './api';
import { Book, newId } from './book';
import type { Context } from './context';
import { controlRoutes } from './control';
import { Faults } from './faults';
import { pageRoutes } from './pages';
import { refundsOf } from './refunds';
import { Webhooks } from './webhooks';

export interface PaymentSandbox {
  /** Where it answers: the API, and the pages to pay. */
  url: string;
  secretKey: string;
  webhookSecret: string;
  /** Where it sends webhooks from here on; those that are due follow. */
  setWebhookUrl(url: string): void;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** Where its books and keys are. */
  folder: string;
  /** Without it, the port that it had before, or a free one. */
  port?: number;
}

interface Keys {
  secretKey: string;
  webhookSecret: string;
  port: number;
}

/**
 * Starts a payment provider of our own that speaks as much of Stripe's API as the product uses, so that the whole
 * purchase can be played through and tested. No money moves.
 */
export async function startPaymentSandbox({ folder, port }: SandboxOptions): Promise<PaymentSandbox> {
  const book = new Book(folder);
  const keysFile = path.join(folder, 'keys.json');
  const kept = await readJson<Keys>(keysFile);
  const keys: Keys = {
    secretKey: kept?.secretKey ?? `sk_test_${newId('sandbox')}`,
    webhookSecret: kept?.webhookSecret ?? newId('whsec'),
    // A buyer may have its page open.
    port: port ?? (await freePort(kept?.port ?? 0)),
  };
  const faults = new Faults();
  const webhooks = new Webhooks(book, faults, keys.webhookSecret);
  let base = '';
  let latencyMs = 0;
  const context: Context = { book, faults, webhooks, base: () => base };
  const app = express();
  app.disable('x-powered-by');
  // The client writes nested parameters of a query as it does those of a body.
  app.set('query parser', 'extended');
  app.use(controlRoutes(context, (ms) => (latencyMs = ms)));
  app.use(apiRoutes(context, keys.secretKey, () => latencyMs));
  app.use(pageRoutes(context));
  const server = createServer(app).listen(keys.port, '127.0.0.1');
  await once(server, 'listening');
  keys.port = (server.address() as AddressInfo).port;
  await writeJson(keysFile, keys);
  base = `http://127.0.0.1:${keys.port}`;
  refundsOf(context).settleLeft();
  return {
    ...{ url: base, secretKey: keys.secretKey, webhookSecret: keys.webhookSecret },
    setWebhookUrl: (url) => webhooks.setUrl(url),
    async stop() {
      webhooks.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      book.close();
    },
  };
}
