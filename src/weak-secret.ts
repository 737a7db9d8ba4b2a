/** Words that stand where a secret should be. */
const PLACEHOLDERS = /change|secret|password|passwd|token|example|default|please|admin|session|bilheteria/gi;

/** Passwords that images, tutorials and lists of the commonest ones have. */
const WELL_KNOWN =
  /^(postgres(ql)?|password|passwd|secret|admin|root|user|test|temporal|bilheteria|change-?me|example|qwerty|[0-9]{1,9}|)$/i;

/** How many characters must be left once what is easily guessed is taken out, and how many different ones. */
const SURPRISES = 8;
const DIFFERENT = 6;

/**
 * Why a secret could be guessed, to be said after its name; undefined where that is unlikely.
 * It says nothing of the secret itself.
 */
export function weaknessOf(secret: string): string | undefined {
  if (secret.length < 16) return 'needs at least 16 characters';
  const rest = secret.replace(PLACEHOLDERS, '');
  // A character that only repeats or continues the one before it (aaaa, 1234) surprises nobody.
  const codes = Array.from(rest, (one) => one.charCodeAt(0));
  const surprises = codes.filter((code, i) => Math.abs(code - (codes[i - 1] ?? 0)) > 1);
  if (surprises.length < SURPRISES || new Set(codes).size < DIFFERENT) return 'is easily guessed';
  return undefined;
}

/** The same for the password in a database's URL. One without a password may log in by certificate or socket. */
export function databaseWeaknessOf(url: string): string | undefined {
  const { username, password, searchParams } = new URL(url);
  const given = password === '' ? searchParams.get('password') : decoded(password);
  if (given === null) return undefined;
  const weak = WELL_KNOWN.test(given) || given === decoded(username);
  return weak ? 'has a password that everybody knows' : undefined;
}

/** Percent signs that stand for nothing stay as they are. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
