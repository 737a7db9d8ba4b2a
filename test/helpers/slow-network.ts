import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** What happens to one connection. */
export type Fate = 'passes' | 'request lost' | 'answer lost';

export interface SlowNetwork {
  /** The address that clients use instead of the target. */
  url: string;
  /** When the server first received a whole request, by idempotency key. */
  received: Map<string, number>;
  lost: number;
  close(): Promise<void>;
}

/**
 * Opens a bad network in front of the program: every byte takes `delayMs` longer, both ways, and some connections
 * break before the request has reached the server or before the answer has reached the client.
 * @param fateOf decides by the request's idempotency key and the number of earlier attempts.
 */
export async function openSlowNetwork(
  target: string,
  delayMs: number,
  fateOf: (key: string, attempt: number) => Fate,
): Promise<SlowNetwork> {
  const { hostname, port } = new URL(target);
  const received = new Map<string, number>();
  const attempts = new Map<string, number>();
  const open = new Set<Socket>();
  const network = { lost: 0 };
  const later = (work: () => void) => (delayMs > 0 ? void setTimeout(work, delayMs) : work());

  const server = createServer((client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true });
    const both = [client, upstream];
    for (const [socket, other] of [both, [upstream, client]] as [Socket, Socket][]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        later(() => other.destroySoon());
      });
    }
    let fate: Fate = 'passes';
    const lose = () => {
      network.lost++;
      for (const socket of both) socket.resetAndDestroy();
    };
    client.on('data', (bytes) => {
      // A request arrives in one piece, since it is small and its client writes it at once.
      const key = /^idempotency-key: *(\S+)/im.exec(bytes.toString('latin1'))?.[1];
      if (key !== undefined) {
        const attempt = attempts.get(key) ?? 0;
        attempts.set(key, attempt + 1);
        fate = fateOf(key, attempt);
      }
      later(() => {
        if (fate === 'request lost') {
          lose();
          return;
        }
        upstream.write(bytes);
        if (key !== undefined && !received.has(key)) received.set(key, performance.now());
      });
    });
    upstream.on('data', (bytes) => later(() => (fate === 'answer lost' ? lose() : void client.write(bytes))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return Object.assign(network, {
    url: url.href.replace(/\/$/, ''),
    received,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}

/** Loses this share of connections, half of them each way; a key and attempt have the same fate in every run. */
export function fates(lostShare: number): (key: string, attempt: number) => Fate {
  return (key, attempt) => {
    const roll = pseudoRandom(`${key}/${attempt}`);
    if (roll >= lostShare) return 'passes';
    return roll < lostShare / 2 ? 'request lost' : 'answer lost';
  };
}

/** A uniform number from 0 to below 1 that depends only on the text: FNV-1a, then mixed. */
function pseudoRandom(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
