import { createServer, type RequestListener, type Server } from 'node:http';

/** What a client may take of us without asking for anything. */
export interface Patience {
  /** Open connections; 0 is without limit. */
  maxConnections: number;
  /** For the head of a request, and for all of it, in milliseconds. A stream's answer may last. */
  headersMs: number;
  requestMs: number;
}

/** How often it is looked for clients that send too slowly, in milliseconds. */
const LOOK_MS = 1_000;

/** What isn't even a request, or never becomes one, by Node's codes. */
const REFUSED: Record<string, [status: number, reason: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
};

/** A server that doesn't wait for ever for what somebody never finishes to send: they get 408, and are gone. */
export function openServer(app: RequestListener, { maxConnections, headersMs, requestMs }: Patience): Server {
  const server = createServer(
    {
      requestTimeout: Math.max(headersMs, requestMs),
      headersTimeout: headersMs,
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
  if (maxConnections > 0) server.maxConnections = maxConnections;
  return server;
}

/**
 * How many connections may wait to be accepted; the system may allow fewer (net.core.somaxconn). Beyond it Linux drops
 * them silently, and their clients try again after 1, 2, 4, 8 and 16 seconds: the default of 511 is a lottery.
 */
const BACKLOG = 8_192;

/** @returns the address, once it answers there. @throws where the port is taken. */
export async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
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
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearInterval(idle);
  clearTimeout(giveUp);
}
