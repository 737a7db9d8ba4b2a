import { csvAmount, csvCode, csvLine } from '../../src/http/csv';

test.each([
  ['=1+1', `'=1+1`],
  ['+55 11', `'+55 11`],
  ['-2', `'-2`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['\n=x', `"'\n'=x"`],
  ['Pista;=1+1', `"Pista;'=1+1"`],
  ['Pista\t=1+1', `"Pista\t'=1+1"`],
  ['Pista,@x;+1', `"Pista,'@x;'+1"`],
  ['Pista; -1', `"Pista;' -1"`],
  ['Pista;"=1+1"', `"Pista;'""=1+1"""`],
  ['Pista;＝1', `"Pista;'＝1"`],
  [' =1', `' =1`],
  ['＝1', `'＝1`],
  ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
  ['Pista = boa', 'Pista = boa'],
])('%j is not a formula in a spreadsheet', (text, field) => {
  expect(csvLine([text], 'comma')).toBe(`${field}\r\n`);
  for (const separator of ['comma', 'semicolon'] as const)
    for (const piece of csvLine(['a', text, 'b'], separator).split(/[,;\t\r\n]/))
      expect(piece).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
});

test('fields with the separator, quotes or line ends are quoted', () => {
  expect(csvLine(['a,b', 'c;d', 'say "x"', 'e\nf', ''], 'comma')).toBe('"a,b","c;d","say ""x""","e\nf",\r\n');
  expect(csvLine(['a,b', 'c'], 'semicolon')).toBe('"a,b";c\r\n');
  expect(csvLine(['495,50', '1.5', '3'], 'semicolon')).toBe('495,50;1.5;3\r\n');
});

test.each(['123456789012345', '12345E678901234', '1e5'])('%s is a code and no number', (code) => {
  expect(csvCode(code)).toBe(`'${code}`);
});

test.each(['A23456789012345', '1E5E67890123456', '12345F678901234', 'E12345678901234'])(
  '%s needs no apostrophe',
  (code) => expect(csvCode(code)).toBe(code),
);

test('amounts have the digits of their currency and the decimal mark that goes with the separator', () => {
  expect(csvAmount(49_505, 'BRL', 'comma')).toBe('495.05');
  expect(csvAmount(49_505, 'BRL', 'semicolon')).toBe('495,05');
  expect(csvAmount(500, 'JPY', 'comma')).toBe('500');
  expect(csvAmount(12_500, 'KWD', 'comma')).toBe('12.500');
  expect(csvAmount(500_050, 'HUF', 'semicolon')).toBe('5000,50');
});
