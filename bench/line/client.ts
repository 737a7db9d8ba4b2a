import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  text: string;
}

interface Connection {
  send(bytes: string): Promise<RawAnswer>;
  readonly open: boolean;
  close(): void;
}

export interface RawClient {
  send(bytes: string): Promise<RawAnswer>;
  close(): void;
}

/**
 * A minimal HTTP client over kept connections, one for each request in flight. The load generator shares the cores with
 * what it measures, and node:http would take more of them than the program.
 */
export function openClient(url: string): RawClient {
  const { hostname, port } = new URL(url);
  const all = new Set<Connection>();
  const idle: Connection[] = [];
  return {
    async send(bytes) {
      let connection = idle.pop();
      while (connection && !connection.open) connection = idle.pop();
      if (!connection) {
        const made = openConnection(hostname, Number(port), () => all.delete(made));
        all.add((connection = made));
      }
      const answer = await connection.send(bytes);
      idle.push(connection);
      return answer;
    },
    close() {
      for (const connection of all) connection.close();
    },
  };
}

function openConnection(host: string, port: number, onClose: () => void): Connection {
  const socket: Socket = connect({ host, port, noDelay: true });
  let waiting: { resolve(answer: RawAnswer): void; reject(error: Error): void } | undefined;
  let received = Buffer.alloc(0);
  let open = true;
  socket.on('data', (chunk) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = received.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const answer = { status: Number(head.slice(9, 12)), text: received.toString('utf8', end + 4) };
    received = Buffer.alloc(0);
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.(answer);
  });
  const end = (error: Error) => {
    open = false;
    waiting?.reject(error);
    waiting = undefined;
    onClose();
  };
  socket.on('error', end);
  socket.on('close', () => end(new Error('The connection was closed.')));
  return {
    send: (bytes) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(bytes, 'latin1');
      }),
    get open() {
      return open;
    },
    close: () => socket.destroy(),
  };
}

/** A request as text, built before anything is timed. */
export function rawRequest(
  method: string,
  path: string,
  token: string,
  body?: unknown,
  headers: Record<string, string> = {},
): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all = {
    host: 'bench',
    authorization: `Bearer ${token}`,
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': String(text.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`;
}

/** A request for one ticket that does not wait for the hold. */
export function askForOne(eventId: string, token: string, headers: Record<string, string> = {}): string {
  const body = { items: [{ ticketType: 'pista', quantity: 1 }] };
  return rawRequest('POST', `/api/events/${eventId}/pre-orders`, token, body, {
    prefer: 'wait=0',
    ...headers,
  });
}

/** @throws for any other status than the expected. */
export async function expecting(status: number, answer: Promise<RawAnswer>): Promise<RawAnswer> {
  const got = await answer;
  if (got.status !== status) throw new Error(`${got.status} instead of ${status}: ${got.text}`);
  return got;
}
