import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a network may do to all connections of a link. */
export type Weather =
  /** Everything arrives at once, or so many milliseconds later. */
  | { kind: 'passes'; lateMs?: number }
  /** Connections are reset, and no new ones can be made. */
  | { kind: 'cut' }
  /** Nothing arrives, and nobody is told; what was sent arrives when this is over. */
  | { kind: 'silent' };

/** The one way from a client to a server: a TCP proxy whose network can be made as bad as one likes. */
export interface Link {
  port: number;
  set(weather: Weather): void;
  /** The server loses all connections that are open; the clients never learn of it. New ones work. */
  forget(): void;
  close(): Promise<void>;
}

export async function openLink(targetPort: number): Promise<Link> {
  let weather: Weather = { kind: 'passes' };
  const pairs = new Set<{ ways: Way[]; sockets: Socket[]; forgotten: boolean }>();
  const server = createServer({ noDelay: true }, (client) => {
    if (weather.kind === 'cut') {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: '127.0.0.1', port: targetPort, noDelay: true });
    const now = () => weather;
    const pair = {
      ways: [new Way(client, upstream, now), new Way(upstream, client, now)],
      ...{ sockets: [client, upstream], forgotten: false },
    };
    pairs.add(pair);
    for (const socket of pair.sockets)
      socket.on('close', () => {
        if (socket === client || !pair.forgotten) pairs.delete(pair);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      weather = next;
      for (const { ways, sockets, forgotten } of pairs) {
        if (next.kind !== 'cut') ways.forEach((way) => way.pump());
        else if (!forgotten) sockets.forEach((socket) => socket.resetAndDestroy());
      }
    },
    forget() {
      for (const pair of pairs) {
        pair.forgotten = true;
        pair.ways.forEach((way) => way.forget());
        pair.sockets[1]?.destroy();
      }
    },
    async close() {
      for (const { sockets } of pairs) sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}

/** One direction of a connection: what was sent first arrives first, whatever the weather does in between. */
class Way {
  private readonly sent: { bytes: Buffer | undefined; dueAt: number }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private forgotten = false;

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly weather: () => Weather,
  ) {
    const send = (bytes?: Buffer) => {
      const now = weather();
      this.sent.push({ bytes, dueAt: performance.now() + (now.kind === 'passes' ? (now.lateMs ?? 0) : 0) });
      this.pump();
    };
    from.on('data', send);
    from.on('close', () => send());
    from.on('error', () => undefined);
  }

  forget(): void {
    this.forgotten = true;
  }

  /** Hands on what is due. */
  pump(): void {
    clearTimeout(this.timer);
    if (this.forgotten || this.weather().kind !== 'passes') return;
    for (let first = this.sent[0]; first; first = this.sent[0]) {
      const waitMs = first.dueAt - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.pump(), waitMs);
        return;
      }
      this.sent.shift();
      if (first.bytes) this.to.write(first.bytes);
      else this.to.destroySoon();
    }
  }
}
