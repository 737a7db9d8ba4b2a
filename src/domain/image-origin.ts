/**
 * The origin of an image's address, as a content security policy names it.
 * @returns undefined where it isn't an http(s) address, or its host has characters that mean something in a policy,
 *   such as ";" and "*", which URLs allow.
 */
export function imageOrigin(imageUrl: string): string | undefined {
  if (!URL.canParse(imageUrl)) return undefined;
  const { origin } = new URL(imageUrl);
  return /^https?:\/\/[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?(:\d+)?$/.test(origin) ? origin : undefined;
}
