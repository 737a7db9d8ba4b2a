import { isGrpcServiceError } from '@temporalio/client';
import { Unavailable } from '../domain/unavailable';

/** gRPC's codes. */
const [DEADLINE_EXCEEDED, NOT_FOUND, PERMISSION_DENIED] = [4, 5, 7];
const [EXHAUSTED, UNAVAILABLE, UNAUTHENTICATED] = [8, 14, 16];

/** What rustls says of a certificate or of a server without TLS. */
const TLS = /certificate|InvalidContentType|UnknownIssuer|HandshakeFailure|AlertReceived/i;

const OUTAGE = [DEADLINE_EXCEEDED, EXHAUSTED, UNAVAILABLE];
const REFUSED = [PERMISSION_DENIED, UNAUTHENTICATED];

/** @returns an {@link Unavailable} for a failure that says nothing about the call; any other error as it is. */
export function asTemporalOutage(error: unknown): unknown {
  const code = codeOf(error);
  const isOutage = OUTAGE.includes(code) || REFUSED.includes(code) || isMissingNamespace(error);
  return isOutage || isTransportError(error) ? new Unavailable('temporal', error) : error;
}

/** gRPC's code; -1 if there is none. */
const codeOf = (error: unknown): number => (isGrpcServiceError(error) ? error.code : -1);

const isTransportError = (error: unknown) => error instanceof Error && error.name === 'TransportError';

const isMissingNamespace = (error: unknown) =>
  codeOf(error) === NOT_FOUND && /namespace/i.test((error as Error).message);

/**
 * Why Temporal refuses us for as long as nobody changes something, and what to change.
 * @returns undefined if waiting may help.
 */
export function temporalMistake(error: unknown): string | undefined {
  const cause = error instanceof Unavailable ? error.cause : error;
  const { message } = (cause ?? error) as Error;
  if (isMissingNamespace(cause)) return `${message} Create it, or correct TEMPORAL_NAMESPACE.`;
  if (REFUSED.includes(codeOf(cause)))
    return `Temporal refuses the login: ${message}. Check TEMPORAL_API_KEY or the client certificate.`;
  if (isTransportError(cause) && TLS.test(message))
    return `Temporal's TLS and ours don't agree: ${message}. Check TEMPORAL_TLS and its certificates.`;
  return undefined;
}
