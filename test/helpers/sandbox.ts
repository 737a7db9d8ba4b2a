/** The payment sandbox beside a program that is under test, and what its buyers and its faults do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPaymentSandbox, type PaymentSandbox } from '../../src/embedded/payment-sandbox';
import { WEBHOOK_PATH } from '../../src/http/routes/webhooks';

export interface TestSandbox extends PaymentSandbox {
  /** What a program needs to use it. */
  environment: Record<string, string>;
  /** Sends webhooks to this program from here on. @param url that of its API. */
  follow(url: string): void;
  /** What a test makes go wrong (src/embedded/payment-sandbox/faults.ts). */
  fault(...faults: object[]): Promise<void>;
  /** The provider's own books. */
  book(): Promise<ProviderBook>;
}

/** In the provider's minor units (src/embedded/payment-sandbox/controls.ts). */
export interface ProviderBook {
  intents: {
    id: string;
    attempt?: string;
    preOrder?: string;
    status: string;
    authorized: number;
    captured: number;
    refunded: number;
  }[];
  refunds: { id: string; status: string; amount: number; intent: string; refund?: string }[];
}

export async function startTestSandbox(): Promise<TestSandbox> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria payments '));
  const sandbox = await startPaymentSandbox({ folder });
  const send = (what: string, method: string, body?: object) =>
    fetch(`${sandbox.url}/sandbox/${what}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  return {
    ...sandbox,
    environment: {
      STRIPE_SECRET_KEY: sandbox.secretKey,
      STRIPE_WEBHOOK_SECRET: sandbox.webhookSecret,
      STRIPE_API_URL: sandbox.url,
    },
    follow: (url) => sandbox.setWebhookUrl(url.replace(/\/api$/, '') + WEBHOOK_PATH),
    async fault(...faults) {
      await send('faults', 'POST', { faults });
    },
    async book() {
      return (await (await send('book', 'GET')).json()) as ProviderBook;
    },
    async stop() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const CARDS = {
  pays: '4242424242424242',
  declines: '4000000000000002',
  poor: '4000000000009995',
  secondStep: '4000002500003155',
};

/** Submits the form on the provider's page. @returns its status. */
export async function submit(payUrl: string, form: Record<string, string>): Promise<number> {
  const body = new URLSearchParams(form);
  return (await fetch(payUrl, { method: 'POST', redirect: 'manual', body })).status;
}
