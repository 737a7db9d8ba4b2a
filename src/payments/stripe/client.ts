import type { Stripe } from './stripe';
import { ProviderRefused, ProviderUnavailable } from '../provider';

export interface StripeSettings {
  /** `sk_…` or a restricted `rk_…`; its mode decides {@link isTestKey}. */
  secretKey: string;
  /** Of the webhook endpoint: more than one while a secret is being replaced. */
  webhookSecrets: readonly string[];
  /** Stripe's own address by default. */
  apiUrl?: string;
  /** How long one request may take, in milliseconds. */
  timeoutMs?: number;
}

type StripeError = InstanceType<(typeof Stripe)['errors']['StripeError']>;

/** Stripe's own client, and one way to ask through it. */
export interface StripeClient {
  stripe: Stripe;
  /**
   * Waits for an answer, ten seconds at most.
   * @param what the request in words, for the error.
   * @throws {ProviderUnavailable} {@link ProviderRefused}
   */
  ask<T>(what: string, request: Promise<T>): Promise<T>;
}

/** A key that moves no money. Any key that doesn't say so counts as live. */
export const isTestKey = (secretKey: string): boolean => /^(sk|rk)(_org)?_test_/.test(secretKey);

/** A failure that Stripe keeps under the request's idempotency key and repeats for a day. */
export class KeptFailure extends ProviderUnavailable {}

/** Loads Stripe's client, which is big, and sets it up. */
export async function openStripeClient(settings: StripeSettings): Promise<StripeClient> {
  const { default: StripeApi } = await import('stripe');
  const { timeoutMs = 10_000 } = settings;
  const stripe = new StripeApi(settings.secretKey, {
    apiVersion: '2026-10-28.endive',
    // Temporal repeats. The client still repeats once, with the same key, where a connection is closed on it.
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(settings.apiUrl === undefined ? {} : addressOf(settings.apiUrl)),
  });

  return {
    stripe,
    async ask(what, request) {
      try {
        return await withinTime(what, request, timeoutMs);
      } catch (error) {
        throw error instanceof StripeApi.errors.StripeError ? providerError(what, error) : error;
      }
    },
  };
}

function addressOf(apiUrl: string) {
  const { protocol, hostname, port } = new URL(apiUrl);
  const secure = protocol === 'https:';
  return {
    protocol: secure ? ('https' as const) : ('http' as const),
    host: hostname,
    port: port === '' ? (secure ? 443 : 80) : Number(port),
  };
}

/** The client's own timeout begins anew with each byte and each repetition. */
async function withinTime<T>(what: string, request: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ProviderUnavailable(`Stripe, ${what}: no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([request, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What an error of Stripe's client means. Its own message and fields are left out: they repeat parts of the request.
 * A key that is wrong or lacks a right (401, 403) is for an operator to replace, and then everything goes on; so it is
 * an outage, not a refusal.
 */
function providerError(what: string, error: StripeError): Error {
  const { statusCode, code, rawType, param, requestId, headers } = error;
  const { code: socketError } = (error.detail ?? {}) as { code?: string };
  const reason = code ?? rawType ?? error.type;
  const details = [
    ...(statusCode === undefined ? [] : [`HTTP ${statusCode}`]),
    ...(socketError === undefined ? [] : [socketError]),
    ...(param === undefined ? [] : [`parameter ${param}`]),
    // Stripe's support asks for it.
    ...(requestId ? [requestId] : []),
  ];
  const text = `Stripe, ${what}: ${reason}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
  if ([400, 402, 404].includes(statusCode ?? 0) && code !== 'rate_limit')
    return new ProviderRefused(reason, text);
  const kept = (statusCode ?? 0) >= 500 && headers?.['idempotent-replayed'] === 'true';
  return kept ? new KeptFailure(text) : new ProviderUnavailable(text);
}
