import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request and its answer. */
export interface Exchange {
  method: string;
  /** Without the query. */
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  body: string;
  status: number;
  answer: unknown;
}

export interface RecordingProxy {
  url: string;
  exchanges: Exchange[];
  close(): Promise<void>;
}

/** Opens a proxy in front of a server that answers in JSON, and keeps what passes. */
export async function openRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await buffer(request)).toString();
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const method = request.method ?? '';
      const answered = await send(target, { method, path, query, headers: request.headers, body });
      const text = await answered.text();
      const { status } = answered;
      const answer: unknown = JSON.parse(text);
      exchanges.push({ method, path, query, headers: request.headers, body, status, answer });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Sends a request that was recorded to another server. */
export function send(
  target: string,
  { method, path, query, headers, body }: Omit<Exchange, 'status' | 'answer'>,
): Promise<Response> {
  const kept = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  return fetch(`${target}${path}${query === '' ? '' : `?${query}`}`, {
    method,
    headers: kept,
    ...(body === '' ? {} : { body }),
  });
}
