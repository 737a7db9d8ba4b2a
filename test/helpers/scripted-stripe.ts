import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  /** Such as `POST /v1/refunds`, without the query. */
  what: string;
  query: URLSearchParams;
  form: URLSearchParams;
  key: string | undefined;
}

/** An answer as JSON, or what else happens to the request. */
export type Reply = Answer | ((response: ServerResponse) => void);

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

export interface ScriptedStripe {
  url: string;
  asked: Asked[];
  /** What is answered from here on, by `asked.what` or by the whole request. */
  script(reply: (asked: Asked, before: number) => Reply | undefined): void;
  close(): Promise<void>;
}

/** A server that answers as a test says, for what neither stripe-mock nor a sandbox does on demand. */
export async function openScriptedStripe(): Promise<ScriptedStripe> {
  const asked: Asked[] = [];
  let reply: (asked: Asked, before: number) => Reply | undefined = () => undefined;
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://stripe');
      const key = request.headers['idempotency-key'];
      const one: Asked = {
        what: `${request.method ?? ''} ${pathname}`,
        query: searchParams,
        form: new URLSearchParams(await text(request)),
        key: typeof key === 'string' ? key : undefined,
      };
      const before = asked.filter(({ what }) => what === one.what).length;
      asked.push(one);
      const answer = reply(one, before) ?? refusal(404, 'resource_missing');
      if (typeof answer === 'function') {
        answer(response);
        return;
      }
      const { status = 200, headers = {}, body } = answer;
      response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_7', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    script(next) {
      asked.length = 0;
      reply = next;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** An error as Stripe words it. */
export const refusal = (status: number, code?: string, more: object = {}): Answer => ({
  status,
  body: {
    error: {
      ...(status < 500 ? { type: 'invalid_request_error' } : { type: 'api_error' }),
      ...(code !== undefined && { code }),
      message: 'About ana@example.com and sk_test_1.',
      ...more,
    },
  },
});

export const silence = () => undefined;
export const reset = (response: ServerResponse) => void response.socket?.resetAndDestroy();
