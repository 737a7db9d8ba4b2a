import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as NetServer } from 'node:net';
import { openDoors } from './doors';
import { limitConnections, type ConnectionLimits } from './connections';
import { problemBody } from './problems';

/** How many connections clients may open, and for how long. */
export interface ServerLimits extends Omit<ConnectionLimits, 'unreadMs'> {
  /** For the head of a request, in milliseconds. */
  headersMs: number;
  /** For the whole request, in milliseconds, and for taking the answer once it has come. Streams may take longer. */
  requestMs: number;
  /** For an idle connection, in milliseconds. A proxy that keeps connections longer loses requests on those that we close. */
  keepAliveMs: number;
}

/** How often slow clients are looked for, in milliseconds: often, so that thousands aren't all answered in one turn. */
const CHECK_INTERVAL_MS = 100;

/** What never becomes a request, by Node's codes. */
const CLIENT_ERRORS: Record<string, [status: number, reason: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** A server that answers 408 to clients that don't finish their request in time, and closes their connection. */
export function openServer(app: RequestListener, limits: ServerLimits): Server {
  const { headersMs, requestMs, keepAliveMs } = limits;
  const requestTimeout = Math.max(headersMs, requestMs);
  const timeouts = { requestTimeout, headersTimeout: headersMs, keepAliveTimeout: keepAliveMs };
  const server = createServer({ ...timeouts, connectionsCheckingInterval: CHECK_INTERVAL_MS });
  const mayAnswer = limitConnections(server, { ...limits, unreadMs: requestMs });
  server.on('request', (request, response) => {
    if (mayAnswer(request, response)) app(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, reason] = CLIENT_ERRORS[error.code ?? ''] ?? [400, 'Bad Request'];
    const body = problemBody(status, 'invalid_request', reason);
    const head = [
      ...[`HTTP/1.1 ${status} ${reason}`, 'Connection: close', 'Content-Type: application/problem+json'],
      ...[`Content-Length: ${body.length}`, '', ''],
    ];
    socket.end(head.join('\r\n') + body, () => socket.destroy());
  });
  return server;
}

/**
 * How many connections may wait to be accepted; the system may allow fewer (net.core.somaxconn). Linux silently drops
 * those beyond it, and their clients try again after 1, 2, 4, 8 and 16 seconds. Node's default of 511 is too few.
 */
const BACKLOG = 8_192;

/** The additional listening handles of a server (doors.ts). */
const doorsOf = new WeakMap<Server, NetServer[]>();

/**
 * Starts to accept connections.
 * @param doors how many more connections are accepted in one turn of the event loop (doors.ts).
 * @returns the server's URL.
 * @throws if the port is taken.
 */
export async function listen(server: Server, port: number, host: string, doors = 0): Promise<string> {
  server.listen({ port, host, backlog: BACKLOG });
  await once(server, 'listening');
  // A connection that can't be accepted (the system is out of memory) must not end the process.
  server.on('error', () => undefined);
  if (doors > 0) doorsOf.set(server, await openDoors(server, doors, BACKLOG));
  const address = server.address();
  return `http://${host}:${typeof address === 'object' && address ? address.port : port}`;
}

/** How long requests in flight may take, in milliseconds. Streams end then. */
const DRAIN_MS = 11_000;

/** How often idle connections are closed, in milliseconds. */
const IDLE_MS = 200;

/**
 * Stops accepting connections and waits for the requests in flight. Requests that come over open connections are
 * answered with `Connection: close`, so that the client uses another process next time.
 */
export async function drain(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  const all = [server, ...(doorsOf.get(server) ?? [])];
  await Promise.all(all.map((one) => new Promise((resolve) => one.close(resolve))));
  clearInterval(idle);
  clearTimeout(giveUp);
}
