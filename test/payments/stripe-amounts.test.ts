import fc from 'fast-check';
import { cannotBePaid, fromStripeAmount, toStripeAmount } from '../../src/payments/stripe/amounts';

/** From Stripe's list of currencies: ISO's minor units, and what its API wants for them. */
const SAME_MONEY: [currency: string, cents: number, stripe: number][] = [
  ['BRL', 1099, 1099],
  ['USD', 1000, 1000],
  ['JPY', 500, 500],
  ['CLP', 500, 500],
  ['HUF', 17_500, 17_500],
  ['TWD', 80_045, 80_045],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['MGA', 50_000, 500],
  ['KWD', 5120, 5120],
];

test.each(SAME_MONEY)('%s %d is %d at Stripe', (currency, cents, stripe) => {
  expect(toStripeAmount(cents, currency)).toBe(stripe);
  expect(fromStripeAmount(stripe, currency)).toBe(cents);
  expect(fromStripeAmount(stripe, currency.toLowerCase())).toBe(cents);
});

test('an amount that Stripe can take comes back as it was', () => {
  const currency = fc.constantFrom('BRL', 'JPY', 'ISK', 'UGX', 'MGA', 'KWD');
  fc.assert(
    fc.property(currency, fc.nat({ max: 999_999_999 }), (one, units) => {
      const cents = one === 'MGA' ? units * 100 : one === 'KWD' ? units * 10 : units;
      return fromStripeAmount(toStripeAmount(cents, one), one) === cents;
    }),
  );
});

test('what Stripe or ISO 4217 cannot express is an error, not rounded', () => {
  expect(() => toStripeAmount(50_050, 'MGA')).toThrow(RangeError);
  expect(() => toStripeAmount(5124, 'KWD')).toThrow(RangeError);
  expect(() => toStripeAmount(10.5, 'BRL')).toThrow(RangeError);
  expect(() => fromStripeAmount(550, 'ISK')).toThrow(RangeError);
});

describe('a price can be paid online', () => {
  test.each([
    ['BRL', 0],
    ['BRL', 50],
    ['USD', 50],
    ['GBP', 30],
    ['JPY', 50],
    ['MXN', 1000],
    ['HUF', 17_500],
    ['ISK', 1],
    ['CLP', 1],
    ['KWD', 10],
    ['MGA', 100],
  ])('%s %d', (currency, cents) => expect(cannotBePaid(cents, currency)).toBeUndefined());

  test.each([
    ['BRL', 49, 'must be at least 0.50 BRL to be paid online'],
    ['JPY', 49, 'must be at least 50 JPY to be paid online'],
    ['KWD', 15, 'must be a multiple of 0.010 KWD to be paid online'],
    ['MGA', 150, 'must be a multiple of 1.00 MGA to be paid online'],
  ])('%s %d cannot: it %s', (currency, cents, reason) => expect(cannotBePaid(cents, currency)).toBe(reason));
});
