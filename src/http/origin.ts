/**
 * A browser sends cookies, and takes new ones, with requests that another site triggers. So changes are accepted from
 * our own pages only, and from clients that aren't browsers.
 */
import type { Request, RequestHandler } from 'express';
import { Problem } from './problems';
import { bearer } from './session';

const isSafe = ({ method }: Request) => ['GET', 'HEAD', 'OPTIONS'].includes(method);

const hostOf = (url: string | undefined) =>
  url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;

/** A host without its port. */
const nameOf = (host: string) => host.replace(/:\d+$/, '');

/** The hosts that we are known by: what the request names, what a trusted proxy says, and `PUBLIC_URL`. */
function ownHosts(request: Request, publicUrl: string | undefined): string[] {
  const hosts = [request.get('host'), request.host as string | undefined, hostOf(publicUrl)];
  return hosts.filter((host) => host !== undefined);
}

/**
 * Answers 403 `forbidden` to every change that a page of another site triggers, whatever the route. A request with a
 * bearer token passes, since no page can add one for another site.
 */
export function refuseOtherSites(publicUrl: string | undefined): RequestHandler {
  return (request, _response, next) => {
    if (!isSafe(request) && bearer(request) === undefined && isFromOtherSite(request, publicUrl))
      throw new Problem('forbidden', 'This cannot be done from the page of another site.');
    next();
  };
}

function isFromOtherSite(request: Request, publicUrl: string | undefined): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  // Older browsers send Origin only. A proxy may change the scheme and drop the port, but it passes on the host.
  const origin = request.get('origin');
  if (origin === undefined) return false;
  const host = hostOf(origin);
  return host === undefined || !ownHosts(request, publicUrl).map(nameOf).includes(nameOf(host));
}

/** Whether another site embeds the answer, as an image or a frame: its browser sends us no cookies and should keep none. */
export const isEmbeddedElsewhere = (request: Request): boolean =>
  request.get('sec-fetch-site') === 'cross-site' && request.get('sec-fetch-dest') !== 'document';

/**
 * For a link that begins something. Another site could open it in the buyer's browser at a moment of its choice, and have
 * somebody else's account added to the buyer's.
 * @returns whether one of our pages has certainly opened it. Otherwise the person themselves may have, or a mail.
 * @throws {Problem} 403 `forbidden` if the page of another site has.
 */
export function openedFromOwnPage(request: Request, publicUrl: string | undefined): boolean {
  const site = request.get('sec-fetch-site');
  const from = hostOf(request.get('referer'));
  const isOwn =
    site === undefined
      ? from !== undefined && ownHosts(request, publicUrl).includes(from)
      : site === 'same-origin';
  const isNobodys = site === undefined ? from === undefined : site === 'none';
  if (!isOwn && !isNobodys)
    throw new Problem('forbidden', 'This cannot be opened from the page of another site.');
  return isOwn;
}

/**
 * For an operator's sign-in, which must prove that a change comes from our own pages.
 * @throws {Problem} 403 `forbidden`, with both hosts and the usual fix if they differ.
 */
export function requireOwnPage(request: Request, publicUrl: string | undefined): void {
  if (isSafe(request)) return;
  const site = request.get('sec-fetch-site');
  if (site === 'same-origin') return;
  if (site !== undefined) throw new Problem('forbidden', 'A sign-in can only be used from our own pages.');
  const origin = request.get('origin');
  const host = hostOf(origin);
  const own = ownHosts(request, publicUrl);
  if (host !== undefined && own.includes(host)) return;
  throw new Problem(
    'forbidden',
    host === undefined
      ? 'A sign-in can only be used from our own pages.'
      : `A sign-in can only be used from our own pages. This page is from ${host}, but the request came for ` +
          `${own.join(' or ')}. Behind a proxy, pass on the Host header with its port, or set PUBLIC_URL to ` +
          'the address that browsers use.',
  );
}
