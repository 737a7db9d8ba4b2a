/** What one connection and one address may take from others: connections, unanswered requests, unread answers. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from './counter';

export interface ConnectionLimits {
  /** Open connections; 0 means no limit. */
  maxConnections: number;
  /** Open connections of one address; 0 means no limit. Many people may share an address. */
  addressConnections: number;
  /** For how long a client may leave an answer untaken, in milliseconds. */
  unreadMs: number;
  /** Whether the connections of an address belong to many clients, because it is a proxy of ours. */
  isProxy?: ((address: string) => boolean) | undefined;
}

/**
 * Requests that may wait on one connection. They are answered in their order, so waiting gains a client nothing, and
 * thousands fit into one packet. Browsers and proxies send one at a time.
 */
const MAX_UNANSWERED = 10;

/** How often unread answers are looked for within `unreadMs`. */
const LOOKS = 4;

interface Connection {
  unanswered: number;
  /** Its last answer is on the way: what comes after it isn't read. */
  closing: boolean;
  /** The bytes that the client has taken at the last look, and how many looks have found no more. */
  taken: number;
  unreadLooks: number;
}

/** @returns whether a request may be answered; the others wait for the end of their connection. */
export function limitConnections(
  server: Server,
  { maxConnections, addressConnections, unreadMs, isProxy = () => false }: ConnectionLimits,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  // Counted here, since each listening handle would count its own.
  const all = new Map<Socket, Connection>();
  const byAddress = new Map<string, Set<Socket>>();

  function admit(socket: Socket): void {
    if (maxConnections > 0 && all.size >= maxConnections) return void socket.destroy();
    const address = socket.remoteAddress ?? '';
    if (addressConnections > 0 && !isProxy(address) && !fits(networkOf(address), socket))
      return void socket.destroy();
    all.set(socket, { unanswered: 0, closing: false, taken: 0, unreadLooks: 0 });
    socket.once('close', () => all.delete(socket));
  }

  /** The oldest idle connection of an address makes room for a new one. */
  function fits(key: string, socket: Socket): boolean {
    const peers = byAddress.get(key) ?? new Set();
    if (peers.size >= addressConnections) {
      const idle = [...peers].find((peer) => all.get(peer)?.unanswered === 0);
      if (!idle) return false;
      peers.delete(idle);
      idle.destroy();
    }
    byAddress.set(key, peers.add(socket));
    socket.once('close', () => {
      peers.delete(socket);
      if (peers.size === 0 && byAddress.get(key) === peers) byAddress.delete(key);
    });
    return true;
  }

  function closeUnread(): void {
    for (const [socket, connection] of all) {
      const taken = socket.bytesWritten - socket.writableLength;
      const waits = socket.writableLength > 0 && taken === connection.taken;
      connection.unreadLooks = waits ? connection.unreadLooks + 1 : 0;
      connection.taken = taken;
      if (connection.unreadLooks >= LOOKS) socket.destroy();
    }
  }

  server.on('connection', admit);
  const look = setInterval(closeUnread, unreadMs / LOOKS).unref();
  server.on('close', () => clearInterval(look));
  return (request, response) => {
    const connection = all.get(request.socket);
    if (!connection) return false;
    if (connection.closing) {
      request.socket.pause();
      return false;
    }
    connection.unanswered += 1;
    response.once('close', () => (connection.unanswered -= 1));
    if (connection.unanswered >= MAX_UNANSWERED) {
      connection.closing = true;
      response.setHeader('Connection', 'close');
    }
    return true;
  };
}
