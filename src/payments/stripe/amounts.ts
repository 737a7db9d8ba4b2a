import { currencyDigits, decimalText } from '../../domain/money';

/**
 * Amounts between ISO 4217's minor units, which the product uses, and those of Stripe's API. What is here is from
 * https://docs.stripe.com/currencies (zero-decimal currencies, special cases, minimum charge amounts), read in
 * November 2026.
 */

/**
 * How many decimals Stripe gives a currency where that isn't what ISO 4217 says. ISK and UGX have none by ISO, and
 * Stripe wants two, always 00. MGA has two by ISO and none at Stripe.
 */
const STRIPE_DIGITS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** The last digit of an amount with three decimals must be 0: card networks take no more than two. */
const MULTIPLE_OF_TEN: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/**
 * Stripe's smallest charge in its own minor units. It counts for an account that is paid out in the same currency; for
 * others Stripe converts the minimum of the payout's currency, which can't be known here. A currency that isn't listed
 * has no minimum of its own, so any amount is accepted here, and Stripe may still refuse it as `amount_too_small`.
 */
const MINIMUM: Readonly<Record<string, number>> = {
  ...{ AED: 200, ARS: 50, AUD: 50, BRL: 50, CAD: 50, CHF: 50, COP: 50, CZK: 1500, DKK: 250, EUR: 50 },
  ...{ GBP: 30, HKD: 400, HUF: 17_500, IDR: 50, ILS: 50, INR: 50, JPY: 50, KRW: 50, MXN: 1000 },
  ...{ MYR: 200, NOK: 300, NZD: 50, PHP: 50, PLN: 200, RON: 200, RUB: 50, SEK: 300, SGD: 50 },
  ...{ THB: 1000, USD: 50, ZAR: 50 },
};

/**
 * @param cents integer minor units by ISO 4217.
 * @returns the amount in the minor units of Stripe's API.
 * @throws {RangeError} where Stripe can't take exactly this amount.
 */
export function toStripeAmount(cents: number, currency: string): number {
  const amount = scale(cents, stripeDigits(currency) - currencyDigits(currency));
  if (!Number.isSafeInteger(amount))
    throw new RangeError(`Stripe takes no fractions of ${currency}: ${cents}`);
  if (MULTIPLE_OF_TEN.has(currency) && amount % 10 !== 0)
    throw new RangeError(`Stripe takes only multiples of 10 minor units of ${currency}: ${cents}`);
  return amount;
}

/**
 * @param amount in the minor units of Stripe's API.
 * @param currency in capitals or not: Stripe writes it in small letters.
 * @returns integer minor units by ISO 4217.
 * @throws {RangeError} where ISO's minor units can't express it.
 */
export function fromStripeAmount(amount: number, currency: string): number {
  const iso = currency.toUpperCase();
  const cents = scale(amount, currencyDigits(iso) - stripeDigits(iso));
  if (!Number.isSafeInteger(cents)) throw new RangeError(`${iso} has no fractions: ${amount} at Stripe`);
  return cents;
}

/**
 * Why nobody could pay this amount through Stripe, as the end of a sentence about a price; undefined where somebody
 * can. Nothing has to be paid for 0, so 0 is fine.
 * @param cents integer minor units by ISO 4217.
 */
export function cannotBePaid(cents: number, currency: string): string | undefined {
  if (cents === 0) return undefined;
  const digits = stripeDigits(currency) - currencyDigits(currency);
  if (!Number.isSafeInteger(scale(cents, digits)))
    return `must be a multiple of ${decimalText(scale(1, -digits), currency)} ${currency} to be paid online`;
  if (MULTIPLE_OF_TEN.has(currency) && cents % 10 !== 0)
    return `must be a multiple of ${decimalText(10, currency)} ${currency} to be paid online`;
  const minimum = MINIMUM[currency];
  if (minimum === undefined || toStripeAmount(cents, currency) >= minimum) return undefined;
  return `must be at least ${decimalText(fromStripeAmount(minimum, currency), currency)} ${currency} to be paid online`;
}

const stripeDigits = (currency: string) => STRIPE_DIGITS[currency] ?? currencyDigits(currency);

/** By powers of ten and without fractions in between, so that an integer stays exact. */
const scale = (amount: number, digits: number) =>
  digits >= 0 ? amount * 10 ** digits : amount / 10 ** -digits;
