import fc from 'fast-check';
import { readEmail } from '../../src/domain/email-address';

const emailOf = (text: string) => readEmail(text)?.email;
const keyOf = (text: string) => readEmail(text)?.key;

test.each([
  ['Ana.Souza@Example.ORG', 'Ana.Souza@example.org'],
  ['  ana@example.org\n', 'ana@example.org'],
  ["o'neil+rock@mail.example.co", "o'neil+rock@mail.example.co"],
  ['ana@example。org', 'ana@example.org'],
  ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ['josé@exemplo.com.br', 'josé@exemplo.com.br'],
  // Full-width letters, sign and dot, as a Japanese keyboard writes them.
  ['ａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'ana@example.org'],
])('%j is an address', (text, email) => {
  expect(emailOf(text)).toBe(email);
});

test.each([
  ...['', '@', 'ana', 'ana@', '@example.org', 'ana@localhost', 'ana@example', 'a@b@example.org'],
  ...['ana @example.org', '.ana@example.org', 'ana.@example.org', 'a..b@example.org', 'ana@-example.org'],
  ...['ana@example..org', 'ana@[127.0.0.1]', 'ana@127.0.0.1', '"ana"@example.org', 'Ana <ana@example.org>'],
  ...['ana@example.org, bia@example.org', 'ana;bia@example.org', 'ana@exam_ple.org', 'ana(x)@example.org'],
  // Lines that would become headers, also where only normalising makes them what they are.
  ...['ana@example.org\r\nBcc: bia@example.org', 'ana\r\n@example.org', 'ana\u0000@example.org'],
  ...['ana@example.org\u2028Bcc: x', 'ana\u200b@example.org', 'ana\u202e@example.org', 'a﹫b@example.org'],
  // What a browser would drop or decode in a host.
  ...[
    'ana@exam\tple.org',
    'ana@example.org\r\nBcc',
    'ana@ex%61mple.org',
    'ana@example.org/x',
    'ana@example.org?x',
  ],
  ...['ana@example.org#x', 'ana@example.org\\x', 'ana@exam\u00adple.org', 'ana@exam\u200bple.org'],
  ...[`${'a'.repeat(65)}@example.org`, `ana@${'a.'.repeat(125)}org`, `${'é'.repeat(33)}@example.org`],
])('%j is none', (text) => {
  expect(readEmail(text)).toBeUndefined();
});

test('all spellings of a mailbox have one key, and other mailboxes another', () => {
  const spellings = ['ana@example.org', 'ANA@EXAMPLE.ORG', 'ana+rock@example.org', 'Ana+x+y@example.org'];
  expect(new Set(spellings.map(keyOf))).toEqual(new Set(['ana@example.org']));
  const gmail = ['ana.souza@gmail.com', 'anasouza@googlemail.com', 'A.n.a.Souza+x@Gmail.com'];
  expect(new Set(gmail.map(keyOf))).toEqual(new Set(['anasouza@gmail.com']));
  // Elsewhere a dot is a letter like others, and a name may begin with a plus.
  expect(keyOf('a.na@example.org')).toBe('a.na@example.org');
  expect(keyOf('+ana@example.org')).toBe('+ana@example.org');
});

test('whatever is typed: an address is read again as itself, and fits into one line', () => {
  const typed = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }).map((s) => `${s}@example.org`),
  );
  fc.assert(
    fc.property(typed, (text) => {
      const read = readEmail(text);
      if (!read) return;
      expect(read.email).not.toMatch(/[\s<>,;:"\\()[\]\p{Cc}\p{Cf}]/u);
      expect(Buffer.byteLength(read.email)).toBeLessThanOrEqual(254);
      expect(readEmail(read.email)).toEqual(read);
    }),
    { numRuns: 2_000 },
  );
});
