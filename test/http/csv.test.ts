import { csvAmount, csvLine } from '../../src/http/csv';

test.each([
  ['=1+1', `'=1+1`],
  ['+55 11', `'+55 11`],
  ['-2', `'-2`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\tx', `'\tx`],
  ['\rx', `"'\rx"`],
  ['\n=x', `"'\n=x"`],
  ['＝1', `'＝1`],
  ['=HYPERLINK("a","b")', `"'=HYPERLINK(""a"",""b"")"`],
  ['Pista = boa', 'Pista = boa'],
])('%j is not a formula in a spreadsheet', (text, field) => {
  expect(csvLine([text], 'comma')).toBe(`${field}\r\n`);
});

test('fields with the separator, quotes or line ends are quoted', () => {
  expect(csvLine(['a,b', 'c;d', 'say "x"', 'e\nf', ''], 'comma')).toBe('"a,b",c;d,"say ""x""","e\nf",\r\n');
  expect(csvLine(['a,b', 'c'], 'semicolon')).toBe('a,b;c\r\n');
});

test('amounts have the digits of their currency and the decimal mark that goes with the separator', () => {
  expect(csvAmount(49_505, 'BRL', 'comma')).toBe('495.05');
  expect(csvAmount(49_505, 'BRL', 'semicolon')).toBe('495,05');
  expect(csvAmount(500, 'JPY', 'comma')).toBe('500');
  expect(csvAmount(12_500, 'KWD', 'comma')).toBe('12.500');
  expect(csvAmount(500_050, 'HUF', 'semicolon')).toBe('5000,50');
});
