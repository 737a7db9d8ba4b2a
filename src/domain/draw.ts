/** The draw's arithmetic, for everyone who wants to check it. The database draws by the same rule. */
import { createHash, createHmac } from 'node:crypto';

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');

/** What stands for a pre-order in public: tells nothing of it, and its owner can compute it. */
export function entryIdOf(preOrderId: string): string {
  return sha256(preOrderId.toLowerCase());
}

/** What is published of a seed (hex) before the draw. */
export function commitmentOf(seed: string): string {
  return sha256(Buffer.from(seed, 'hex'));
}

/** The entries are in ascending order of this (hex); ties, which nobody will ever see, by entry id. */
export function lotOf(seed: string, entryId: string): string {
  return createHmac('sha256', Buffer.from(seed, 'hex')).update(entryId, 'ascii').digest('hex');
}
