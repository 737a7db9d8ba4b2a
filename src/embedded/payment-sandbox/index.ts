import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readJson, writeJson } from '../json-file';
import { freePort } from '../ports';
import { createApi, type Operation } from './api';
import { control, type Controls } from './controls';
import { execute } from './execute';
import { newId } from './ids';
import { releaseInTime } from './intents';
import { KEYS_FILE, urlOf, type Kept } from './kept';
import { Keys } from './keys';
import { servePage, serveQr } from './pages';
import { expirePixInTime } from './pix';
import { Problem } from './problems';
import { endRefundInTime } from './refunds';
import { Sandbox } from './sandbox';
import { SandboxServer, type HttpAnswer, type HttpRequest } from './server';
import { expireInTime } from './sessions';
import { Webhooks } from './webhooks';

export interface PaymentSandboxOptions {
  /** Where its records and keys are kept, readable by the owner only. One sandbox a folder. */
  folder: string;
  /** By default the one that it had before, or any free one. */
  port?: number;
  /** Where webhooks go. Until it is known they are kept. */
  webhookUrl?: string;
  /** By default the first start generates them. */
  secretKey?: string;
  webhookSecret?: string;
  /** How long each answer of the API takes, in milliseconds. 0 by default. */
  latencyMs?: number;
  /** Where buyers reach the pages, if that isn't {@link PaymentSandbox.url}. */
  publicUrl?: string;
  say?(text: string): void;
}

export interface PaymentSandbox {
  /** Where it answers: the API, and the pages to pay. */
  url: string;
  secretKey: string;
  webhookSecret: string;
  /** Where webhooks go from here on; those that were kept are sent. */
  setWebhookUrl(url: string): void;
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for Stripe on 127.0.0.1, which moves no money. It speaks the part of Stripe's API that the product
 * uses, serves the pages to pay on, and sends webhooks. What it has answered survives the death of the process.
 */
export async function startPaymentSandbox(options: PaymentSandboxOptions): Promise<PaymentSandbox> {
  const { folder, say = () => undefined } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, KEYS_FILE);
  const kept = await readJson<Kept>(file);
  const secretKey = options.secretKey ?? kept?.secretKey ?? newId('sk_test_');
  const webhookSecret = options.webhookSecret ?? kept?.webhookSecret ?? newId('whsec_');

  const sandbox = await Sandbox.open(folder);
  const webhooks = new Webhooks(sandbox, webhookSecret, say);
  sandbox.onEvent = (event, cause) => webhooks.accept(event, cause);
  let latencyMs = options.latencyMs ?? 0;
  const controls: Controls = {
    sandbox,
    goAway: (ms) => server.goAway(ms),
    setLatency: (ms) => (latencyMs = ms),
  };
  // A buyer may have its page open.
  const port = options.port ?? (await freePort(kept?.port));
  const server = await SandboxServer.listen(
    port,
    createRouter(sandbox, secretKey, controls, () => latencyMs),
  );
  await writeJson(file, { secretKey, webhookSecret, port: server.port } satisfies Kept);
  const url = urlOf(server.port);
  sandbox.pageUrl = options.publicUrl ?? url;
  resume(sandbox);
  webhooks.resume();
  if (options.webhookUrl !== undefined) webhooks.setUrl(options.webhookUrl);
  return {
    url,
    secretKey,
    webhookSecret,
    setWebhookUrl: (to) => webhooks.setUrl(to),
    async stop() {
      webhooks.stop();
      await server.stop();
      await sandbox.stop();
    },
  };
}

/** What happens by the clock was only in the memory of the former process. */
function resume(sandbox: Sandbox): void {
  const { session, intent, refund } = sandbox.store.tables;
  for (const one of session.all()) if (one.status === 'open') expireInTime(sandbox, one);
  for (const one of intent.all()) {
    if (one.status === 'requires_action') expirePixInTime(sandbox, one);
    if (one.status === 'requires_capture') releaseInTime(sandbox, one);
  }
  for (const one of refund.all()) if (one.status === 'pending') endRefundInTime(sandbox, one);
}

function createRouter(sandbox: Sandbox, secretKey: string, controls: Controls, latencyMs: () => number) {
  const keys = new Keys(sandbox);
  const find = finder(createApi(sandbox));

  const serveApi = async (request: HttpRequest): Promise<HttpAnswer | undefined> => {
    const requestId = newId('req_', 14);
    const found = find(request.method, request.path);
    if (!found) return json(404, unknownRoute(request).body(), requestId);
    const answer = await execute(sandbox, keys, {
      ...found,
      path: request.path,
      text: request.method === 'GET' ? request.query : request.body,
      idempotencyKey: request.header('idempotency-key'),
      requestId,
    });
    await sandbox.wait(latencyMs());
    if (!answer) return undefined;
    const replayed = answer.replayed ? { 'idempotent-replayed': 'true' } : {};
    return json(answer.status, answer.body, requestId, replayed);
  };

  const serveControls = async (request: HttpRequest): Promise<HttpAnswer> => {
    try {
      // Other sites' pages can't send this without asking, so they can't use these routes.
      if (request.method === 'POST' && request.header('content-type') !== 'application/json')
        throw new Problem(415, 'invalid_request_error', 'Send application/json.');
      const made = control(controls, `${request.method} ${request.path}`, request.body);
      await sandbox.store.flushed();
      return json(made ? 200 : 404, made ?? unknownRoute(request).body(), '');
    } catch (error) {
      if (error instanceof Problem) return json(error.status, error.body(), '');
      throw error;
    }
  };

  return async (request: HttpRequest): Promise<HttpAnswer | undefined> => {
    const [, pageId, picture] = /^\/pay\/(\w+)(\/qr\.svg)?$/.exec(request.path) ?? [];
    if (pageId !== undefined && picture !== undefined) return serveQr(sandbox, pageId);
    if (pageId !== undefined) return servePage(sandbox, pageId, request);
    if (request.path.startsWith('/sandbox/')) return serveControls(request);
    if (request.header('authorization') !== `Bearer ${secretKey}`) return json(401, wrongKey().body(), '');
    return serveApi(request);
  };
}

/** Paths with a fixed end come before those with an id. */
function finder(operations: readonly Operation[]) {
  const routes = operations.map((operation) => ({
    operation,
    pattern: new RegExp(`^${operation.path.replace('{id}', '(\\w+)')}$`),
  }));
  return (method: string, requestPath: string) => {
    for (const { operation, pattern } of routes) {
      const match = operation.method === method ? pattern.exec(requestPath) : null;
      if (match) return { operation, id: match[1] ?? '' };
    }
    return undefined;
  };
}

const json = (
  status: number,
  body: object | string,
  requestId: string,
  headers: Record<string, string> = {},
): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'request-id': requestId, ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const wrongKey = () =>
  new Problem(401, 'invalid_request_error', 'Invalid API key.', { code: 'api_key_invalid' });

const unknownRoute = ({ method, path: requestPath }: HttpRequest) =>
  new Problem(404, 'invalid_request_error', `The sandbox knows no ${method} ${requestPath}.`, {
    code: 'url_invalid',
  });
