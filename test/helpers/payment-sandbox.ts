import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { startPaymentSandbox, type PaymentSandbox } from '../../src/embedded/payment-sandbox';

export const WEBHOOK_SECRET = 'whsec_a secret of this test';

/** Stripe's own client, pointed at a sandbox. */
export function stripeAt(url: string, secretKey: string, options: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(secretKey, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    timeout: 5_000,
    telemetry: false,
    ...options,
  });
}

/** A receiver of webhooks that checks each signature with Stripe's own client. */
export async function webhookReceiver() {
  const events: Stripe.Event[] = [];
  const waiting: (() => void)[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      if (status === 200) {
        const event = new Stripe('sk_test_unused').webhooks.constructEvent(
          Buffer.concat(parts),
          signature,
          WEBHOOK_SECRET,
        );
        events.push(event);
      }
      response.writeHead(status).end();
      for (const check of waiting.splice(0)) check();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/stripe`,
    events,
    answerWith: (next: number) => (status = next),
    nextRequest: () => new Promise<void>((resolve) => waiting.push(resolve)),
    types: () => events.map(({ type }) => type),
    /** Resolves when a request makes the condition true. */
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria payments '));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A sandbox in a folder of its own, with Stripe's client and a receiver of its webhooks. */
export async function sandboxForTest() {
  const { folder, remove } = await temporaryFolder();
  const webhooks = await webhookReceiver();
  const said: string[] = [];
  const start = () =>
    startPaymentSandbox({
      folder,
      webhookUrl: webhooks.url,
      webhookSecret: WEBHOOK_SECRET,
      say: (text) => said.push(text),
    });
  let sandbox: PaymentSandbox = await start();
  const stripe = () => stripeAt(sandbox.url, sandbox.secretKey);

  return {
    folder,
    said,
    webhooks,
    get url() {
      return sandbox.url;
    },
    get secretKey() {
      return sandbox.secretKey;
    },
    get stripe() {
      return stripe();
    },
    async restart() {
      await sandbox.stop();
      sandbox = await start();
    },
    control: (method: string, route: string, body?: object) => controlSandbox(sandbox, method, route, body),
    async untilAway() {
      while (await controlSandbox(sandbox, 'GET', 'faults').catch(() => undefined));
    },
    /** Resolves when it accepts connections, after it was away. */
    async untilBack() {
      while (!(await controlSandbox(sandbox, 'GET', 'faults').catch(() => undefined)));
    },
    async untilFaultsAreUsed() {
      for (let left = 1; left > 0;) {
        const { faults } = (await controlSandbox(sandbox, 'GET', 'faults')) as { faults: object[] };
        left = faults.length;
      }
    },
    async stop() {
      await sandbox.stop();
      await webhooks.stop();
      await remove();
    },
  };
}

export type TestSandbox = Awaited<ReturnType<typeof sandboxForTest>>;

/** Asks the sandbox's own routes. @throws unless it answers 200. */
export async function controlSandbox(
  { url }: Pick<PaymentSandbox, 'url'>,
  method: string,
  route: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${url}/sandbox/${route}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const made: unknown = await answer.json();
  if (answer.status !== 200) throw new Error(JSON.stringify(made));
  return made;
}

/** What the product sends to open a page for a card. */
export function cardSession(attempt: string, changes: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return {
    mode: 'payment',
    client_reference_id: attempt,
    metadata: { attempt, pre_order: 'a pre-order' },
    payment_intent_data: { capture_method: 'manual', metadata: { attempt, pre_order: 'a pre-order' } },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'brl', unit_amount: 12_000, product_data: { name: '2 × Pista, Rock' } },
      },
    ],
    success_url: 'http://127.0.0.1:1/events/1?paid=1',
    cancel_url: 'http://127.0.0.1:1/events/1',
    ...changes,
  } satisfies Stripe.Checkout.SessionCreateParams;
}

/** What the product sends to open a Pix code. */
export function pixCode(attempt: string, changes: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  return {
    amount: 12_000,
    currency: 'brl',
    description: '2 × Pista, Rock',
    payment_method_data: { type: 'pix' },
    payment_method_options: { pix: { expires_after_seconds: 300 } },
    confirm: true,
    metadata: { attempt, pre_order: 'a pre-order' },
    ...changes,
  } satisfies Stripe.PaymentIntentCreateParams;
}

/** Posts a form of a page, as a browser without JavaScript does. */
export const post = (pageUrl: string | null | undefined, form: Record<string, string>, language = 'en') =>
  fetch(pageUrl ?? 'no page', {
    method: 'POST',
    redirect: 'manual',
    headers: { 'accept-language': language },
    body: new URLSearchParams(form),
  });

export const CARD = {
  pays: '4242 4242 4242 4242',
  declines: '4000000000000002',
  hasNoFunds: '4000000000009995',
  asksForMore: '4000002500003155',
};

/** The address of a Pix code's page. */
export const pixPage = (intent: Stripe.PaymentIntent) =>
  intent.next_action?.pix_display_qr_code?.hosted_instructions_url;
