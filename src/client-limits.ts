import type { RateLimits } from './http/limits';
import type { ServerTimeouts } from './http/listen';
import type { Config } from './config';

/** Rate limits and timeouts, from the configuration. */
export function limitsOf(config: Config): ServerTimeouts & { rateLimits: RateLimits } {
  return {
    rateLimits: {
      session: config.RATE_LIMIT_SESSION,
      address: config.RATE_LIMIT_ADDRESS,
      newSessions: config.RATE_LIMIT_NEW_SESSIONS,
      wrongTokens: config.RATE_LIMIT_WRONG_TOKENS,
    },
    maxConnections: config.MAX_CONNECTIONS,
    headersMs: config.HEADERS_TIMEOUT_SECONDS * 1_000,
    requestMs: config.REQUEST_TIMEOUT_SECONDS * 1_000,
    keepAliveMs: config.KEEP_ALIVE_TIMEOUT_SECONDS * 1_000,
  };
}
