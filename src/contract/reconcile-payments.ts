/**
 * How many days the daily comparison goes back. Each day is compared three times, so that a day on which the provider
 * or the program was away is made up for.
 */
export const RECONCILED_DAYS = 3;
