import type { Locale } from '../i18n';
import type { SignInWords } from '../i18n/sign-in';
import type { Refusal } from './sign-in-requests';

/** A refusal in words. */
export function troubleText(
  { code, attemptsLeft = 0, retryAfterMs }: Refusal,
  words: SignInWords,
  { unit }: Pick<Locale<unknown>, 'unit'>,
): string {
  const minutes = Math.ceil(retryAfterMs / 60_000);
  const texts: Record<string, string> = {
    invalid_request: words.wrongEmail,
    wrong_code: attemptsLeft > 0 ? words.wrongCode(attemptsLeft) : words.codeExpired,
    code_expired: words.codeExpired,
    sign_in_not_found: words.otherBrowser,
    too_many_requests: words.tooMany(unit(Math.max(1, minutes), 'minute')),
    passkey_refused: words.passkeyRefused,
  };
  return texts[code] ?? words.somethingWentWrong;
}
