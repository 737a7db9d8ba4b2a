/** Words that people write in place of a secret. */
const PLACEHOLDERS = /change|secret|password|passwd|token|example|default|please|admin|session|bilheteria/gi;

/** Passwords from container images, tutorials and lists of the most common ones. */
const WELL_KNOWN =
  /^(postgres(ql)?|password|passwd|secret|admin|root|user|test|temporal|bilheteria|change-?me|example|qwerty|[0-9]{1,9}|)$/i;

/** How many unpredictable characters a secret needs, and how many different ones. */
const UNPREDICTABLE = 8;
const DIFFERENT = 6;

/**
 * Why a secret could be guessed, as the end of a sentence that starts with its name; undefined if it is strong.
 * The reason doesn't reveal the secret.
 */
export function weaknessOf(secret: string): string | undefined {
  if (secret.length < 16) return 'must have at least 16 characters';
  const rest = secret.replace(PLACEHOLDERS, '');
  // A character that repeats or continues the one before it (aaaa, 1234) is predictable.
  const codes = Array.from(rest, (one) => one.charCodeAt(0));
  const unpredictable = codes.filter((code, i) => Math.abs(code - (codes[i - 1] ?? 0)) > 1);
  if (unpredictable.length < UNPREDICTABLE || new Set(codes).size < DIFFERENT) return 'is easy to guess';
  return undefined;
}

/** The same for the password in a database's URL. Without a password the login may use a certificate or a socket. */
export function databaseWeaknessOf(url: string): string | undefined {
  const { username, password, searchParams } = new URL(url);
  const given = password === '' ? searchParams.get('password') : decoded(password);
  if (given === null) return undefined;
  const weak = WELL_KNOWN.test(given) || given === decoded(username);
  return weak ? 'has a well-known password' : undefined;
}

/** Text with an invalid percent sign stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
