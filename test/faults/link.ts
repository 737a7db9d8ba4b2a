import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The condition of the network, for all connections of a link. */
export type Condition =
  /** Data arrives at once, or `lateMs` milliseconds later. */
  | { kind: 'passes'; lateMs?: number }
  /** Open connections are reset, and new ones are refused. */
  | { kind: 'cut' }
  /** Nothing arrives and neither side notices. Data sent now arrives when this ends. */
  | { kind: 'silent' };

/** A TCP proxy between a client and a server, which can simulate a bad network. */
export interface Link {
  port: number;
  set(condition: Condition): void;
  /** The server loses all open connections, and the clients aren't told. New connections work. */
  forget(): void;
  close(): Promise<void>;
}

export async function openLink(targetPort: number): Promise<Link> {
  let condition: Condition = { kind: 'passes' };
  const pairs = new Set<{ directions: Direction[]; sockets: Socket[]; forgotten: boolean }>();
  const server = createServer({ noDelay: true }, (client) => {
    if (condition.kind === 'cut') {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host: '127.0.0.1', port: targetPort, noDelay: true });
    const current = () => condition;
    const pair = {
      directions: [new Direction(client, upstream, current), new Direction(upstream, client, current)],
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
      condition = next;
      for (const { directions, sockets, forgotten } of pairs) {
        if (next.kind !== 'cut') directions.forEach((direction) => direction.flush());
        else if (!forgotten) sockets.forEach((socket) => socket.resetAndDestroy());
      }
    },
    forget() {
      for (const pair of pairs) {
        pair.forgotten = true;
        pair.directions.forEach((direction) => direction.forget());
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

/** One direction of a connection. Data stays in order even when the condition changes. */
class Direction {
  /** A chunk without bytes closes the connection. */
  private readonly queue: { bytes: Buffer | undefined; dueAt: number }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private forgotten = false;

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly condition: () => Condition,
  ) {
    const send = (bytes?: Buffer) => {
      const now = this.condition();
      this.queue.push({ bytes, dueAt: performance.now() + (now.kind === 'passes' ? (now.lateMs ?? 0) : 0) });
      this.flush();
    };
    from.on('data', send);
    from.on('close', () => send());
    from.on('error', () => undefined);
  }

  forget(): void {
    this.forgotten = true;
  }

  /** Forwards what is due. */
  flush(): void {
    clearTimeout(this.timer);
    if (this.forgotten || this.condition().kind !== 'passes') return;
    for (let first = this.queue[0]; first; first = this.queue[0]) {
      const waitMs = first.dueAt - performance.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => this.flush(), waitMs);
        return;
      }
      this.queue.shift();
      if (first.bytes) this.to.write(first.bytes);
      else this.to.destroySoon();
    }
  }
}
