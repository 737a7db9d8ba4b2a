import { isIP } from 'node:net';

/** Whom passkeys are made for: the host, which is part of each passkey, and the one origin whose pages may use it. */
export interface Site {
  host: string;
  origin: string;
}

/** @returns undefined for an address at which browsers offer no passkeys: an IP address, or one without TLS. */
export function siteOf(address: string): Site | undefined {
  const { hostname, origin, protocol } = new URL(address);
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) return undefined;
  const isSafe = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
  return isSafe ? { host: hostname, origin } : undefined;
}
