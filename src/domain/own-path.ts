// Of no site: an address that is relative to it stays on it, and every other one leaves it.
const HERE = 'http://here.invalid';

/**
 * The path of a page of ours, with its query and fragment, from what a request says.
 * @returns `/` for everything that a browser would take for another site, and for the API, which has no pages.
 */
export function ownPath(text: string | undefined): string {
  if (text?.startsWith('/') !== true || text.length > 1_000 || !URL.canParse(text, HERE)) return '/';
  const { origin, pathname, search, hash } = new URL(text, HERE);
  const path = pathname + search + hash;
  // "/.//evil.example" is of this site, and its path alone is not.
  const isOurs = origin === HERE && !path.startsWith('//') && !/^\/api(\/|$)/i.test(pathname);
  return isOurs ? path : '/';
}

/** The same page, told how a sign-in ended. */
export function withOutcome(path: string, outcome: string): string {
  const url = new URL(path, HERE);
  url.searchParams.set('sign-in', outcome);
  return url.pathname + url.search + url.hash;
}
