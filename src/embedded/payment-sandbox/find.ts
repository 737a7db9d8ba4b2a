import path from 'node:path';
import { readJson } from '../json-file';
import { KEYS_FILE, urlOf, type Kept } from './kept';

/** The payment sandbox of a program with this data folder, which may not be running; undefined if it never had one. */
export async function findPaymentSandbox(dataDir: string) {
  const kept = await readJson<Kept>(path.resolve(dataDir, FOLDER, KEYS_FILE));
  return kept && { url: urlOf(kept.port), secretKey: kept.secretKey, webhookSecret: kept.webhookSecret };
}

/** Where the data folder has it. */
export const FOLDER = 'payment-sandbox';
