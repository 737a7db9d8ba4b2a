/** Loaded only if tracing is on (`OTEL_TRACES_EXPORTER=otlp`); see docs/running.md. */
import { context, trace, propagation, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { baggageUtils, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { OpenTelemetryPlugin } from '@temporalio/interceptors-opentelemetry';
import type { RequestHandler } from 'express';
import { contextOf, routeOf } from '../http/request-context';
import type { Database } from '../db/database';
import { batchContext, linksTo, traceDatabase } from './trace-database';

export interface TracingOptions {
  /** The OTLP over HTTP endpoint. */
  url: string;
  /** In the format of `OTEL_EXPORTER_OTLP_HEADERS`: `name=value` pairs, separated by commas, percent-encoded. */
  headers?: string | undefined;
  serviceName: string;
  /** The share of requests that is traced, from 0 to 1. */
  share: number;
}

export type Tracing = ReturnType<typeof openTracing>;

/**
 * Traces requests from HTTP through their workflows and activities to SQL. Call it once per process: the context
 * manager is global.
 */
export function openTracing({ url, headers, serviceName, share }: TracingOptions) {
  const resource = new Resource({ 'service.name': serviceName });
  const processor = new BatchSpanProcessor(
    new OTLPTraceExporter({ url, headers: baggageUtils.parseKeyPairsIntoRecord(headers) }),
  );
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [processor],
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
  });
  provider.register({
    contextManager: new AsyncLocalStorageContextManager().enable(),
    propagator: new W3CTraceContextPropagator(),
  });
  const tracer = provider.getTracer('bilheteria');
  return {
    /** Makes each request a trace of its own. */
    requests: traceRequests(tracer),
    database: (db: Database) => traceDatabase(db, tracer),
    batchContext,
    /** For Temporal's client and worker. */
    plugin: new OpenTelemetryPlugin({ resource, spanProcessor: processor, tracer }),
    /** Sends the spans that are left. */
    close: () => provider.shutdown(),
  };
}

/** A client's own trace is linked and not continued, so that clients don't decide what is kept. */
function traceRequests(tracer: Tracer): RequestHandler {
  return (request, response, next) => {
    const { method } = request;
    const links = linksTo(propagation.extract(context.active(), request.headers));
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, root: true, links });
    response.once('close', () => {
      const { requestId, eventId, preOrderId } = contextOf(response);
      const route = routeOf(request);
      span.updateName(`${method} ${route}`).setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': response.statusCode,
        'bilheteria.request_id': requestId,
        'bilheteria.event_id': eventId,
        'bilheteria.pre_order_id': preOrderId,
      });
      if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(context.active(), span), next);
  };
}
