import { typedNumber } from '../../src/web/client/i18n/typed-number';

test.each<[text: string, decimals: number, english: number | null, portuguese: number | null]>([
  ['1000', 0, 1_000, 1_000],
  ['1.000', 0, null, 1_000],
  ['1,000', 0, 1_000, null],
  ['1.000.000', 0, null, 1_000_000],
  ['10,00', 0, null, null],
  ['1.00.0', 0, null, null],
  ['1.0000', 0, null, null],
  ['0.500', 0, null, null],
  ['5', 2, 500, 500],
  ['495,5', 2, 49_550, 49_550],
  ['495.50', 2, 49_550, 49_550],
  // English has a decimal mark here and no currency with two decimals has three.
  ['1.000', 2, null, 100_000],
  ['1,000', 2, 100_000, null],
  ['1.234,50', 2, null, 123_450],
  ['1,234.50', 2, 123_450, null],
  ['1,234.5', 2, 123_450, null],
  ['12.500', 3, 12_500, 12_500_000],
  ['12,500', 3, 12_500_000, 12_500],
  ['0.500', 3, 500, null],
  ['5000', 0, 5_000, 5_000],
  ...['', ' ', '-1', '+1', '1e3', '0x10', 'Infinity', '1 000', 'R$ 5', '٣', '99999999999999999999'].map(
    (text): [string, number, null, null] => [text, 2, null, null],
  ),
])('%j with %i decimals is %p in English and %p in Portuguese', (text, decimals, english, portuguese) => {
  expect([typedNumber(text, 'en', decimals), typedNumber(text, 'pt-BR', decimals)]).toEqual([
    english,
    portuguese,
  ]);
});
