import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

export interface Answered {
  status: number;
  body: Record<string, unknown>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Sends a request over a kept connection. Lean, since the load generator shares the cores with what it measures. */
export function send(
  url: string,
  method: string,
  { token, body, headers }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(
      url,
      {
        ...{ method, agent },
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(text !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(text),
          }),
          ...headers,
        },
      },
      (response) => {
        let said = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (said += chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: said.startsWith('{') ? (JSON.parse(said) as Answered['body']) : {},
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

export interface Measured {
  count: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p90: number;
  p99: number;
}

/**
 * Makes `count` calls, `atOnce` of them in flight at any time, and times each in milliseconds.
 * @param pauseMs the pause after a call before the next.
 */
export async function closedLoop(
  count: number,
  atOnce: number,
  call: (i: number) => Promise<unknown>,
  pauseMs = 0,
): Promise<Measured> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  const one = async () => {
    while (next < count) {
      const at = performance.now();
      await call(next++);
      times.push(performance.now() - at);
      if (pauseMs > 0) await delay(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - began) / 1_000;
  return { count, seconds, perSecond: count / seconds, ...percentiles(times) };
}

export function percentiles(values: number[]): { p50: number; p90: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

export function median(values: number[]): number {
  return percentiles(values).p50;
}
