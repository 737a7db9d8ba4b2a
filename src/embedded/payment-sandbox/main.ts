import { Command } from 'commander';
import { startPaymentSandbox } from './index';

/** The sandbox as a program of its own. Its first line of output is its address and its keys, as JSON. */
interface Options {
  folder: string;
  port?: string;
  webhookUrl?: string;
  secret?: string;
  secretKey?: string;
  latency: string;
  publicUrl?: string;
}

async function main(): Promise<void> {
  const options = new Command('payment-sandbox')
    .requiredOption('--folder <folder>', 'where its records are kept')
    .option('--port <port>', 'on 127.0.0.1 (default: the one that it had before)')
    .option('--webhook-url <url>', 'where webhooks go')
    .option('--secret <secret>', 'what webhooks are signed with (default: the folder has one)')
    .option('--secret-key <key>', 'the API key to accept (default: the folder has one)')
    .option('--latency <ms>', 'how long each answer of the API takes', '0')
    .option('--public-url <url>', 'where buyers reach the pages')
    .parse()
    .opts<Options>();
  const { folder, webhookUrl, secret, secretKey, publicUrl } = options;
  const sandbox = await startPaymentSandbox({
    folder,
    ...(options.port !== undefined && { port: Number(options.port) }),
    latencyMs: Number(options.latency),
    ...(webhookUrl !== undefined && { webhookUrl }),
    ...(secret !== undefined && { webhookSecret: secret }),
    ...(secretKey !== undefined && { secretKey }),
    ...(publicUrl !== undefined && { publicUrl }),
    say: (text) => console.error(text),
  });
  const { url, secretKey: key, webhookSecret } = sandbox;
  console.log(JSON.stringify({ url, secretKey: key, webhookSecret }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}

void main();
