import {
  context,
  createContextKey,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
  type Tracer,
} from '@opentelemetry/api';
import type { BatchContext } from '../concurrency/batcher';
import type { Database } from '../db/database';

/** The other requests that a batch's statement serves. */
const OTHERS = createContextKey('others of the batch');

/** The same database, with a span for each statement of a request or an activity: its name, never its values. */
export function traceDatabase(db: Database, tracer: Tracer): Database {
  async function span<T>(name: string, work: () => Promise<T>): Promise<T> {
    const active = context.active();
    // Polling belongs to no request, and would be most of what is traced.
    if (!trace.getSpan(active)) return work();
    const links = (active.getValue(OTHERS) ?? []) as Link[];
    const attributes = { 'db.system.name': 'postgresql', 'db.query.summary': name };
    return tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes, links }, async (made) => {
      try {
        return await work();
      } catch (error) {
        made.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
        throw error;
      } finally {
        made.end();
      }
    });
  }
  return {
    query: (statement, values) => span(statement.name, () => db.query(statement, values)),
    transaction: (work, statementMs) => span('transaction', () => db.transaction(work, statementMs)),
    get usage() {
      return db.usage;
    },
    close: db.close,
  };
}

/** A batch's statement belongs to the first request whose trace is kept, and links to the others. */
export const batchContext: BatchContext<Context> = {
  current: () => context.active(),
  run(of, work) {
    const [first, ...others] = of.filter((one) => (trace.getSpanContext(one)?.traceFlags ?? 0) & 1);
    const links = others.flatMap(linksTo);
    return context.with((first ?? of[0] ?? context.active()).setValue(OTHERS, links), work);
  },
};

/** A link to the span of a context, if it has one. */
export function linksTo(other: Context): Link[] {
  const spanContext = trace.getSpanContext(other);
  return spanContext ? [{ context: spanContext }] : [];
}
