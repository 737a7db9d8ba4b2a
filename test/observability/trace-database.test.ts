import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { Database } from '../../src/db/database';
import { createPreOrderStore } from '../../src/orders/store';
import { batchContext, traceDatabase } from '../../src/observability/trace-database';

const exporter = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer(
  'test',
);
beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
beforeEach(() => exporter.reset());

/** A database whose statements end when the test ends them. */
function setUp() {
  const ends: (() => void)[] = [];
  const query = () => new Promise<never[]>((resolve) => ends.push(() => resolve([])));
  const db = traceDatabase({ query } as unknown as Database, tracer);
  return {
    db,
    ends,
    store: createPreOrderStore(db, { onBatch: () => undefined, batchContext }),
  };
}

/** Runs the work in a trace of its own. */
const asked = (work: () => Promise<unknown>) =>
  tracer.startActiveSpan('request', { root: true }, async (span) => {
    await work();
    span.end();
    return span.spanContext().traceId;
  });

test('a batch belongs to the trace of its first request and links to the others', async () => {
  const { ends, store } = setUp();
  const traces = Promise.all(['a', 'b', 'c'].map((id) => asked(() => store.read(id))));
  ends[0]?.();
  await new Promise(setImmediate);
  ends[1]?.();
  const [a, b, c] = await traces;
  const reads = exporter.getFinishedSpans().filter(({ name }) => name === 'read');
  expect(reads.map((span) => span.spanContext().traceId)).toEqual([a, b]);
  expect(reads.map(({ links }) => links.map((link) => link.context.traceId))).toEqual([[], [c]]);
});

test("work without a request makes no span, and a request's answer arrives in its own context", async () => {
  const { ends, store } = setUp();
  const nobody = store.read('a');
  const trace1 = asked(async () => {
    const before = trace.getActiveSpan();
    await store.read('b');
    expect(trace.getActiveSpan()).toBe(before);
  });
  ends[0]?.();
  await nobody;
  expect(exporter.getFinishedSpans()).toEqual([]);
  await new Promise(setImmediate);
  ends[1]?.();
  await trace1;
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['read', 'request']);
});

test('the span of a failed statement has an error status', async () => {
  const query = () => Promise.reject(new Error('no'));
  const db = traceDatabase({ query } as unknown as Database, tracer);
  await asked(() => expect(db.query({ name: 'x', text: '' }, [])).rejects.toThrow('no'));
  expect(exporter.getFinishedSpans()[0]).toMatchObject({ name: 'x', status: { code: 2, message: 'no' } });
});
