import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createNetServer, type Server as NetServer } from 'node:net';
import { admit, openDoors } from './doors';

/** What a client may take of us without asking for anything. */
export interface Patience {
  /** Open connections; 0 is without limit. */
  maxConnections: number;
  /** For the head of a request, and for all of it, in milliseconds. A stream's answer may last. */
  headersMs: number;
  requestMs: number;
  /** Between two requests, in milliseconds. A proxy that keeps connections longer loses requests on those that we close. */
  keepAliveMs: number;
}

/** How often it is looked for clients that send too slowly, in milliseconds: often, so that thousands aren't all answered in one turn. */
const LOOK_MS = 100;

/** What isn't even a request, or never becomes one, by Node's codes. */
const REFUSED: Record<string, [status: number, reason: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** A server that doesn't wait for ever for what somebody never finishes to send: they get 408, and are gone. */
export function openServer(app: RequestListener, patience: Patience): Server {
  const { maxConnections, headersMs, requestMs, keepAliveMs } = patience;
  const server = createServer(
    {
      requestTimeout: Math.max(headersMs, requestMs),
      headersTimeout: headersMs,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: LOOK_MS,
    },
    app,
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, reason] = REFUSED[error.code ?? ''] ?? [400, 'Bad Request'];
    const problem = {
      type: 'about:blank',
      title: 'invalid request',
      status,
      code: 'invalid_request',
      detail: reason,
    };
    const body = JSON.stringify(problem);
    const head = [
      ...[`HTTP/1.1 ${status} ${reason}`, 'Connection: close', 'Content-Type: application/problem+json'],
      ...[`Content-Length: ${body.length}`, '', ''],
    ];
    socket.end(head.join('\r\n') + body, () => socket.destroy());
  });
  if (maxConnections > 0) {
    // Counted here, since each door would count its own.
    let open = 0;
    server.on('connection', (socket) => {
      open++;
      socket.once('close', () => open--);
      if (open > maxConnections) socket.destroy();
    });
  }
  return server;
}

/**
 * How many connections may wait to be accepted; the system may allow fewer (net.core.somaxconn). Beyond it Linux drops
 * them silently, and their clients try again after 1, 2, 4, 8 and 16 seconds: the default of 511 is a lottery.
 */
const BACKLOG = 8_192;

/** The doors of a server that has more than its own (doors.ts). */
const doorsOf = new WeakMap<Server, NetServer[]>();

/**
 * @param doors how many more connections may be taken at once.
 * @returns the address, once it answers there. @throws where the port is taken.
 */
export async function listen(server: Server, port: number, host: string, doors = 0): Promise<string> {
  const first = createNetServer((socket) => admit(socket, server));
  first.listen({ port, host, backlog: BACKLOG });
  await once(first, 'listening');
  if (doors > 0) doorsOf.set(server, await openDoors(first, doors, server));
  // Whoever listens last says how many may wait, and doors say less.
  server.listen(first, BACKLOG);
  await once(server, 'listening');
  // A connection that can't be taken (the system is out of memory) must not end the process.
  for (const one of [server, ...(doorsOf.get(server) ?? [])]) one.on('error', () => undefined);
  const address = server.address();
  return `http://${host}:${typeof address === 'object' && address ? address.port : port}`;
}

/** How long requests in flight may take to be answered, in milliseconds; streams end with it. */
const DRAIN_MS = 11_000;

/** How often connections are closed that have just become idle, in milliseconds. */
const IDLE_MS = 200;

/**
 * Takes no more connections, and waits for the requests in flight. Clients keep their connections and go on asking over
 * them: they are still answered, and told to ask elsewhere next time.
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
