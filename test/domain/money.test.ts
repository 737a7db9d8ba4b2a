import { currencyDigits, decimalText, moneyText } from '../../src/domain/money';

test.each([
  ['BRL', 2],
  ['USD', 2],
  // Browsers show these without decimals; ISO 4217 gives them two.
  ...(['HUF', 'IDR', 'COP', 'CRC', 'IRR', 'LBP', 'PKR', 'RSD', 'TZS', 'UZS'] as const).map(
    (currency) => [currency, 2] as [string, number],
  ),
  ...(['JPY', 'CLP', 'ISK', 'KRW', 'PYG', 'UGX', 'VND', 'XAF', 'XOF'] as const).map(
    (currency) => [currency, 0] as [string, number],
  ),
  ...(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'] as const).map(
    (currency) => [currency, 3] as [string, number],
  ),
  ['CLF', 4],
  ['QQQ', 2],
])('%s has %i decimals', (currency, digits) => {
  expect(currencyDigits(currency)).toBe(digits);
});

test.each([
  [116_000, 'BRL', 'R$1,160', 'R$\u00a01.160'],
  [49_505, 'BRL', 'R$495.05', 'R$\u00a0495,05'],
  [5, 'BRL', 'R$0.05', 'R$\u00a00,05'],
  [0, 'BRL', 'R$0', 'R$\u00a00'],
  [123_456_789_010, 'BRL', 'R$1,234,567,890.10', 'R$\u00a01.234.567.890,10'],
  [5_000, 'JPY', '¥5,000', 'JP¥\u00a05.000'],
  [12_500, 'KWD', 'KWD\u00a012.500', 'KWD\u00a012,500'],
  [12_000, 'KWD', 'KWD\u00a012', 'KWD\u00a012'],
  [500_050, 'HUF', 'HUF\u00a05,000.50', 'HUF\u00a05.000,50'],
  [500_000, 'COP', 'COP\u00a05,000', 'COP\u00a05.000'],
  [150_000, 'IDR', 'IDR\u00a01,500', 'IDR\u00a01.500'],
  [-2_550, 'USD', '-$25.50', '-US$\u00a025,50'],
])('%i minor units of %s are %s and %s', (minor, currency, english, portuguese) => {
  expect([moneyText(minor, currency, 'en'), moneyText(minor, currency, 'pt-BR')]).toEqual([
    english,
    portuguese,
  ]);
});

test('an amount as a plain number has all decimals of its currency', () => {
  expect(decimalText(116_000, 'BRL')).toBe('1160.00');
  expect(decimalText(49_505, 'BRL', ',')).toBe('495,05');
  expect(decimalText(7, 'KWD')).toBe('0.007');
  expect(decimalText(5_000, 'JPY')).toBe('5000');
  expect(decimalText(500_000, 'HUF')).toBe('5000.00');
  expect(decimalText(-5, 'BRL')).toBe('-0.05');
});

test('no amount depends on what this version of Node or a browser knows of currencies', () => {
  const { NumberFormat } = Intl;
  try {
    Intl.NumberFormat = undefined as unknown as typeof NumberFormat;
    expect(moneyText(12_345_600, 'KWD', 'pt-BR')).toBe('KWD\u00a012.345,600');
  } finally {
    Intl.NumberFormat = NumberFormat;
  }
});
