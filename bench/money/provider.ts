import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../src/embedded/ports';

export interface Provider {
  /** What the program under test needs to use it. */
  environment: Record<string, string>;
  webhookSecret: string;
  pid: number;
  stop(): Promise<void>;
}

/** The payment sandbox in a process of its own, which answers as slowly as a provider does. @param api the program's port. */
export async function startProvider(apiPort: number, latencyMs: number): Promise<Provider> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria provider '));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      ...[
        '--import',
        'tsx',
        'src/embedded/payment-sandbox/main.ts',
        '--folder',
        folder,
        '--port',
        String(port),
      ],
      ...['--latency', String(latencyMs), '--webhook-url', `http://127.0.0.1:${apiPort}/api/webhooks/stripe`],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url, secretKey, webhookSecret } = JSON.parse(line) as Record<
    'url' | 'secretKey' | 'webhookSecret',
    string
  >;
  return {
    environment: { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_API_URL: url },
    webhookSecret,
    pid: child.pid ?? 0,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
