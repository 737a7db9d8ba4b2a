import { operatorSignIn } from '../../src/http/schemas/operators';
import { longText, name } from '../../src/http/schemas/text';

test.each([
  'Pista',
  'São João',
  'מופע',
  'حفل',
  '東京ドーム',
  '7',
  '★',
  'AC/DC – Live (2027)',
  '👍🏽',
  '❤️',
  'é',
])('%s is a name', (text) => expect(name.safeParse(text)).toMatchObject({ success: true, data: text }));

const WRONG_NAMES: [description: string, text: string, message: string][] = [
  ['nothing', '', 'Too small: expected string to have >=1 characters'],
  ['a space', ' ', 'must have a visible character'],
  ['no-break spaces', '\u00A0\u3000', 'must have a visible character'],
  ['a Hangul filler', '\u3164', 'must have a visible character'],
  ['an empty Braille pattern', '\u2800', 'must have a visible character'],
  ['an accent without a letter', '\u0301', 'must have a visible character'],
  ['a zero-width space', '\u200B', 'must not contain invisible format characters'],
  ['a zero-width space in a name', 'Pis\u200Bta', 'must not contain invisible format characters'],
  ['a soft hyphen', 'Pis\u00ADta', 'must not contain invisible format characters'],
  ['an override', 'Pista \u202E00.1', 'must not contain invisible format characters'],
  ['an isolate', '\u2066Pista', 'must not contain invisible format characters'],
  ['a byte order mark', '\uFEFFPista', 'must not contain invisible format characters'],
  ['a tag', 'Pista\u{E0041}', 'must not contain invisible format characters'],
  ['half of a pair', 'Pista \uD800', 'must not contain unpaired surrogates'],
  ['the other half', '\uDC00 Pista', 'must not contain unpaired surrogates'],
  ['a line end', 'Pista\nVIP', 'must not contain control characters'],
  ['a line separator', 'Pista\u2028VIP', 'must not contain control characters'],
  ['NUL', 'Pista\0', 'must not contain control characters'],
];

test.each(WRONG_NAMES)('%s is refused in a name', (_description, text, message) => {
  const { error } = name.safeParse(text);
  expect(error?.issues.map((issue) => issue.message)).toContain(message);
});

test.each(['', 'Uma noite.\r\n\r\n\t• DJ', 'می‌خواهم', '👨‍👩‍👧', 'א\u200F!'])('%j is a description', (text) =>
  expect(longText.safeParse(text)).toMatchObject({ success: true, data: text }),
);

test.each(['\0', 'a\u001Bb', ' \n ', '\u200B', '\u202Eabc', '\u2067abc', '\uD83D'])(
  '%j is refused as a description',
  (text) => expect(longText.safeParse(text).success).toBe(false),
);

test.each([
  'token',
  ' System ',
  'ｓｙｓｔｅｍ',
  'Token:shop',
  'ana＠example.org',
  'work\u200Bflow',
  'Maria\u202E',
])('nobody signs in as %j', (given) =>
  expect(operatorSignIn.safeParse({ token: 'x', name: given }).success).toBe(false),
);
