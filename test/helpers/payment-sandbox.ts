/** The payment sandbox from outside: what tests make go wrong there, and its own books. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FaultRule } from '../../src/embedded/payment-sandbox/faults';
import type { Dispute, Intent, Refund, Session } from '../../src/embedded/payment-sandbox/objects';

/** What the provider has: every object as it is, and how many webhooks are still to be delivered. */
export interface SandboxBook {
  sessions: (Omit<Session, 'description' | 'intent_metadata'> & { payment_intent: string | null })[];
  intents: Intent[];
  refunds: Refund[];
  disputes: Dispute[];
  undelivered: number;
}

export interface SandboxControl {
  /** From here on these go wrong, each as often as it says; with a seed, others do at random. */
  addFaults(faults: { seed?: number; rules?: FaultRule[] }): Promise<void>;
  clearFaults(): Promise<void>;
  /** Moves the provider's clock forward. */
  advance(seconds: number): Promise<void>;
  book(): Promise<SandboxBook>;
}

export interface SandboxKeys {
  url: string;
  secretKey: string;
  webhookSecret: string;
}

/** @param url where the sandbox answers. */
export function controlSandbox(url: string): SandboxControl {
  const send = async <T = void>(method: string, route: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/sandbox/${route}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the sandbox answers ${answer.status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
  return {
    addFaults: (faults) => send('POST', 'faults', faults),
    clearFaults: () => send('DELETE', 'faults'),
    advance: (advanceSeconds) => send('POST', 'clock', { advanceSeconds }),
    book: () => send<SandboxBook>('GET', 'book'),
  };
}

/** What makes a program use this sandbox. */
export const useSandbox = ({ url, secretKey, webhookSecret }: SandboxKeys): NodeJS.ProcessEnv => ({
  ...{ STRIPE_API_URL: url, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
  PAYMENT_TEST_MODE: 'allowed',
});

/** Fills in the provider's page, as the buyer's browser does. @returns the status of its answer. */
export async function fillIn(payUrl: string, fields: Record<string, string>): Promise<number> {
  const answer = await fetch(payUrl, {
    ...{ method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' },
    signal: AbortSignal.timeout(14_000),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** A sandbox in a process of its own, so that it is there whatever happens to the product. */
export async function startSandboxProcess(folder: string, port: number, webhookUrl: string) {
  const root = path.join(__dirname, '..', '..');
  const options = ['--folder', folder, '--port', String(port), '--webhook-url', webhookUrl];
  const program = ['--import', 'tsx', 'src/embedded/payment-sandbox/main.ts', ...options];
  const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = once(child.stdout, 'data');
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The payment sandbox has ended.')));
  const [line] = (await Promise.race([said, ended])) as [Buffer];
  ended.catch(() => undefined);
  return {
    keys: JSON.parse(line.toString()) as SandboxKeys,
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
