import type { Request } from 'express';
import { Refusal } from '../domain/refusal';
import { siteOf, type Site } from '../domain/site';

/**
 * Whom passkeys are made for: `PUBLIC_URL`. Without it, `localhost` at the very port on which the request came, since the
 * host that a request names is no more than what its sender wrote.
 */
export function findOwnSite(request: Request, publicUrl: string | undefined): Site | undefined {
  if (publicUrl !== undefined) return siteOf(publicUrl);
  const own = `localhost:${request.socket.localPort}`;
  return request.get('host') === own ? siteOf(`http://${own}`) : undefined;
}

/** @throws {Refusal} `passkeys_unavailable`. */
export function requireOwnSite(request: Request, publicUrl: string | undefined): Site {
  const site = findOwnSite(request, publicUrl);
  if (!site) throw new Refusal({ code: 'passkeys_unavailable' });
  return site;
}

/** The address at which the browser of a request sees us. What the request says of it counts only without `PUBLIC_URL`. */
export const ownAddress = (request: Request, publicUrl: string | undefined): string =>
  publicUrl ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
