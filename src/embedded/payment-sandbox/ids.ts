import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** @param prefix such as `cs_test_`. @returns an id that can't be guessed. */
export function newId(prefix: string, length = 24): string {
  let id = prefix;
  for (const byte of randomBytes(length)) id += ALPHABET[byte % ALPHABET.length] ?? '';
  return id;
}

/** An intent has one charge at most, so its id follows from the intent's. */
export const chargeId = (intentId: string) => intentId.replace(/^pi_/, 'ch_');
export const intentOfCharge = (chargeId_: string) => chargeId_.replace(/^ch_/, 'pi_');
export const methodId = (intentId: string) => intentId.replace(/^pi_/, 'pm_');
