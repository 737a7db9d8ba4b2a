import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** The largest body that is read, in bytes. */
const MOST_BYTES = 256 * 1024;

export interface HttpRequest {
  method: string;
  path: string;
  query: string;
  body: string;
  header(name: string): string | undefined;
}

export interface HttpAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** Answers a request; undefined closes the connection instead. */
export type Handler = (request: HttpRequest) => Promise<HttpAnswer | undefined>;

/** An HTTP server on 127.0.0.1 that can go away for a time. */
export class SandboxServer {
  private away: Promise<void> | undefined;
  private stopped = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async listen(port: number, handler: Handler): Promise<SandboxServer> {
    const server = createServer((request, response) => void answer(request, response, handler));
    // Longer than the product keeps a connection, so that it isn't closed in the moment in which it is used.
    server.keepAliveTimeout = 75_000;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new SandboxServer(server, (server.address() as AddressInfo).port);
  }

  /** Closes all connections and accepts none for a time. */
  goAway(ms: number): void {
    this.away ??= this.stayAway(ms).finally(() => (this.away = undefined));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.away;
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }

  private async stayAway(ms: number): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
    for (let waited = 0; waited < ms && !this.stopped; waited += 50) await delay(Math.min(50, ms - waited));
    if (this.stopped) return;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, handler: Handler): Promise<void> {
  try {
    const body = request.method === 'GET' ? '' : await bodyOf(request);
    const { pathname, search } = new URL(request.url ?? '/', 'http://sandbox');
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const made = await handler({
      method: request.method ?? 'GET',
      path: pathname,
      query: search.slice(1),
      body,
      header,
    });
    if (!made) return void request.socket.destroy();
    response.writeHead(made.status, { ...made.headers, 'content-length': Buffer.byteLength(made.body) });
    response.end(made.body);
  } catch {
    // Nothing is known of what happened, which is also what the caller must assume.
    request.socket.destroy();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw new Error('The body is too large.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
