import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { setTimeout as soon } from 'node:timers/promises';
import type { Response } from 'express';
import type { Listen } from '../../src/domain/notifications';
import { drain, listen } from '../../src/http/listen';
import { AT_ONCE, openStream, type Pace, type Snapshot } from '../../src/http/sse';

/** A connection whose client reads nothing until `take` is called. */
function slowReader() {
  const taken: string[] = [];
  let take: () => void = () => undefined;
  const reader = new Writable({
    highWaterMark: 10,
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk.toString());
      take = done;
    },
  });
  return { taken, take: () => take(), response: Object.assign(reader, { writeHead: () => reader }) };
}

const stream = (response: Writable, follow: Listen, read: () => Promise<Snapshot>, pace: Pace = AT_ONCE) =>
  openStream(response as unknown as Response, follow, { subject: 'id', event: 'event', pace, read });

/** A snapshot is written in a later turn, and two reads are at least a millisecond apart. */
const settle = () => jest.advanceTimersByTimeAsync(2);
let version = 1;
function open(response: Writable): () => void {
  let tell: () => void = () => undefined;
  const follow = (_subject: string, onChange: () => void) => {
    tell = onChange;
    return () => undefined;
  };
  stream(response, follow, () =>
    Promise.resolve({ data: `version ${version}`, version: String(version), final: false }),
  );
  return () => {
    version += 1;
    tell();
  };
}
beforeEach(() => {
  version = 1;
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

test('a slow client gets the newest snapshot once there is room, and nothing piles up meanwhile', async () => {
  const { taken, take, response } = slowReader();
  const change = open(response);
  await settle();
  for (let i = 0; i < 100; i++) {
    change();
    await settle();
  }
  expect(response.writableLength).toBeLessThan(100);
  take();
  await settle();
  expect(taken).toEqual(['event: event\ndata: version 1\n\n', 'event: event\ndata: version 101\n\n']);
});

test('a notification during a read leads to another read', async () => {
  const { taken, take, response } = slowReader();
  const change = open(response);
  // The first read is under way and won't see this change.
  change();
  await settle();
  take();
  await settle();
  expect(taken).toEqual(['event: event\ndata: version 1\n\n', 'event: event\ndata: version 2\n\n']);
  response.destroy();
  await settle();
});

test('many streams of one subject read at different times, and those of one beat share a read', async () => {
  const heard: (() => void)[] = [];
  const follow = (_subject: string, hear: () => void) => (heard.push(hear), () => undefined);
  let reads = 0;
  const read = () => Promise.resolve({ data: '', version: String(reads++), final: false });
  const pace = { minIntervalMs: 500, spreadMs: () => 2_000 };
  const readers = Array.from({ length: 200 }, slowReader);
  for (const { response } of readers) stream(response, follow, read, pace);
  await jest.advanceTimersByTimeAsync(600);
  readers.forEach(({ take }) => take());
  expect(reads).toBe(200);
  // Several notifications before a delayed read lead to one read.
  for (let i = 0; i < 3; i++) heard.forEach((hear) => hear());
  const looks: number[] = [];
  for (let ms = 0; ms < 2_200; ms++) {
    const before = reads;
    await jest.advanceTimersByTimeAsync(1);
    looks.push(reads - before);
  }
  expect(reads).toBe(400);
  const beats = looks.filter((count) => count > 0);
  expect(beats.length).toBeGreaterThan(10);
  expect(beats.length).toBeLessThanOrEqual(42);
  expect(Math.max(...beats)).toBeLessThan(40);
  readers.forEach(({ response }) => response.destroy());
  await settle();
});

test('a stream that was closed or has sent a final snapshot reads no more', async () => {
  let tell: () => void = () => undefined;
  const follow = (_subject: string, hear: () => void) => ((tell = hear), () => undefined);
  let reads = 0;
  const read = () => Promise.resolve({ data: '', version: String(reads++), final: reads === 2 });
  const pace = { minIntervalMs: 10, spreadMs: () => 0 };
  for (const end of ['closed', 'last'] as const) {
    reads = end === 'closed' ? 10 : 0;
    const { response, take } = slowReader();
    stream(response, follow, read, pace);
    const before = reads;
    await settle();
    take();
    if (end === 'closed') {
      tell();
      response.destroy();
    } else {
      await jest.advanceTimersByTimeAsync(20);
      tell();
      await settle();
      take();
      expect(response.writableEnded).toBe(true);
      tell();
    }
    await jest.advanceTimersByTimeAsync(100);
    expect(reads - before).toBe(end === 'closed' ? 0 : 1);
  }
});

test('a client that reads nothing between two heartbeats is disconnected; one that reads something is not', async () => {
  const [dead, slow] = [slowReader(), slowReader()];
  [dead, slow].forEach(({ response }) => open(response));
  await settle();
  for (let i = 0; i < 4; i++) {
    await jest.advanceTimersByTimeAsync(15_000);
    slow.take();
  }
  expect(dead.response.destroyed).toBe(true);
  expect(slow.response.destroyed).toBe(false);
  slow.response.destroy();
  await settle();
});

test('a client that never reads is disconnected over a real connection, too, once the buffers of the system are full', async () => {
  // The test controls only the heartbeat, since the network needs real time.
  jest.useRealTimers();
  jest.useFakeTimers({
    doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance'],
  });
  let tell: () => void = () => undefined;
  const follow = (_id: string, heard: () => void) => ((tell = heard), () => undefined);
  let shown = 0;
  let stream: ServerResponse | undefined;
  const server = createServer((_request, response) => {
    stream = response;
    openStream(response as Response, follow, {
      ...{ subject: 'id', event: 'event', pace: AT_ONCE },
      read: () => Promise.resolve({ data: 'x'.repeat(1 << 20), version: String(shown++), final: false }),
    });
  });
  const { hostname, port } = new URL(await listen(server, 0, '127.0.0.1'));
  const reader = connect(Number(port), hostname, () => reader.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
  reader.pause();
  while (!stream?.writableNeedDrain) {
    tell();
    await soon(5);
  }
  const kept = stream.writableLength;
  for (let i = 0; i < 20; i++) {
    tell();
    await soon(1);
  }
  // What the client doesn't read isn't kept for it.
  expect(stream.writableLength).toBeLessThanOrEqual(kept);
  jest.advanceTimersByTime(15_000);
  expect(stream.destroyed).toBe(false);
  const closed = once(stream, 'close');
  jest.advanceTimersByTime(15_000);
  await closed;
  expect(stream.destroyed).toBe(true);
  reader.destroy();
  await drain(server);
});
