import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Fault } from '../../src/embedded/payment-sandbox/faults';
import { controlSandbox } from './payment-sandbox';

/** What the provider has, by its own books. Amounts are in its minor units. */
export interface SandboxBook {
  sessions: { id: string; status: 'open' | 'complete' | 'expired'; intent: string | null; attempt: string }[];
  intents: {
    id: string;
    attempt: string;
    status: string;
    currency: string;
    amount: number;
    authorized: number;
    captured: number;
    refunded: number;
  }[];
  refunds: {
    id: string;
    intent: string;
    /** Our id of it. */
    refund: string;
    amount: number;
    currency: string;
    status: 'pending' | 'succeeded' | 'failed';
  }[];
}

/** A fault as the sandbox takes it; what is left out has its default. */
export type FaultToAdd = Pick<Fault, 'do'> & { [name: string]: unknown };

/** A sandbox from outside. */
export function remoteSandbox(url: string) {
  const control = (method: string, route: string, body?: object) =>
    controlSandbox({ url }, method, route, body);
  return {
    addFaults: (faults: FaultToAdd[]) => control('POST', 'faults', { faults }),
    clearFaults: () => control('DELETE', 'faults'),
    /** Moves its clock forward. */
    advance: (advanceSeconds: number) => control('POST', 'clock', { advanceSeconds }),
    book: async () => (await control('GET', 'book')) as SandboxBook,
  };
}

export type RemoteSandbox = ReturnType<typeof remoteSandbox>;

interface SandboxKeys {
  url: string;
  secretKey: string;
  webhookSecret: string;
}

/** What makes a program use this sandbox. */
export const useSandbox = ({ url, secretKey, webhookSecret }: SandboxKeys): NodeJS.ProcessEnv => ({
  ...{ STRIPE_API_URL: url, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret },
  PAYMENT_TEST_MODE: 'allowed',
});

/** A sandbox in a process of its own, so that it is there whatever happens to the product. */
export async function startSandboxProcess(folder: string, webhookUrl: string) {
  const root = path.join(__dirname, '..', '..');
  const options = ['--folder', folder, '--webhook-url', webhookUrl];
  const program = ['--import', 'tsx', 'src/embedded/payment-sandbox/main.ts', ...options];
  // It says which webhooks were not accepted, which is what tests want.
  const child = spawn(process.execPath, program, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const said = once(child.stdout, 'data');
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The payment sandbox has ended.')));
  ended.catch(() => undefined);
  const [line] = (await Promise.race([said, ended])) as [Buffer];
  const keys = JSON.parse(line.toString()) as SandboxKeys;
  return {
    ...remoteSandbox(keys.url),
    environment: useSandbox(keys),
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
