import { parseArgs } from 'node:util';
import { startPaymentSandbox } from '.';

/** The sandbox in a process of its own, so that tests can kill the product and leave the provider running. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { folder: { type: 'string' }, port: { type: 'string' }, 'webhook-url': { type: 'string' } },
  });
  if (values.folder === undefined)
    throw new Error('usage: --folder FOLDER [--port PORT] [--webhook-url URL]');
  const sandbox = await startPaymentSandbox({
    folder: values.folder,
    ...(values.port !== undefined && { port: Number(values.port) }),
  });
  if (values['webhook-url'] !== undefined) sandbox.setWebhookUrl(values['webhook-url']);
  process.stdout.write(
    `${JSON.stringify({ url: sandbox.url, secretKey: sandbox.secretKey, webhookSecret: sandbox.webhookSecret })}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => void sandbox.stop().then(() => process.exit(0)));
}

void main();
