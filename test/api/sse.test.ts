import { Writable } from 'node:stream';
import type { Response } from 'express';
import { openStream } from '../../src/api/sse';
import type { News } from '../../src/db/news';

/** A connection whose other side takes nothing until it is told to. */
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

const settle = () => jest.advanceTimersByTimeAsync(0);
let version = 1;
function open(response: Writable): () => void {
  let tell: () => void = () => undefined;
  const news = {
    listen: (_subject: string, heard: () => void) => {
      tell = heard;
      return () => undefined;
    },
  };
  openStream(response as unknown as Response, news as unknown as News, 'id', 'event', 0, () =>
    Promise.resolve({ data: `version ${version}`, identity: String(version), last: false }),
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

test('a slow reader gets the newest when there is room, and nothing piles up meanwhile', async () => {
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

test('who takes nothing from one heartbeat to the next is closed, who takes something is not', async () => {
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
