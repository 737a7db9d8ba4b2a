import type { RateLimits } from './http/limits';
import type { ServerLimits } from './http/listen';
import type { Config } from './config';

/** One address may use this share of all connections unless the configuration says otherwise, and half of it for streams. */
const SHARE_OF_ADDRESS = 1 / 4;

/** Limits and timeouts, from the configuration. */
export function limitsOf(config: Config): ServerLimits & { rateLimits: RateLimits } {
  const addressConnections =
    config.MAX_CONNECTIONS_ADDRESS ?? Math.ceil(config.MAX_CONNECTIONS * SHARE_OF_ADDRESS);
  return {
    rateLimits: {
      session: config.RATE_LIMIT_SESSION,
      address: config.RATE_LIMIT_ADDRESS,
      newSessions: config.RATE_LIMIT_NEW_SESSIONS,
      codes: config.RATE_LIMIT_CODES,
      wrongTokens: config.RATE_LIMIT_WRONG_TOKENS,
      sessionStreams: config.MAX_STREAMS_SESSION,
      addressStreams: config.MAX_STREAMS_ADDRESS ?? Math.ceil(addressConnections / 2),
    },
    maxConnections: config.MAX_CONNECTIONS,
    addressConnections,
    headersMs: config.HEADERS_TIMEOUT_SECONDS * 1_000,
    requestMs: config.REQUEST_TIMEOUT_SECONDS * 1_000,
    keepAliveMs: config.KEEP_ALIVE_TIMEOUT_SECONDS * 1_000,
  };
}
