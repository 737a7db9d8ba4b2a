import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A span in OTLP's JSON. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  links?: { traceId: string }[];
}

export interface OtlpReceiver {
  url: string;
  spans: Span[];
  /** The headers of the last request. */
  headers(): Record<string, unknown>;
  /** Waits for a span. */
  find(matches: (span: Span) => boolean): Promise<Span>;
  close(): void;
}

/** Starts a minimal trace collector. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: Span[] = [];
  let headers: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    headers = request.headers;
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...body.resourceSpans.flatMap((one) => one.scopeSpans.flatMap((scope) => scope.spans)));
      response.end('{}');
      server.emit('spans');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers: () => headers,
    async find(matches) {
      for (;;) {
        const found = spans.find(matches);
        if (found) return found;
        await once(server, 'spans');
      }
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
