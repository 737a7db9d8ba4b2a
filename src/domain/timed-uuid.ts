import { randomUUID } from 'node:crypto';

/** A UUID of version 7: the time in milliseconds, and 74 random bits. */
export function timedUuid(at: number): string {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** When a UUID was made, in Unix milliseconds; undefined for other versions than 7. */
export const timeOf = (uuid: string): number | undefined =>
  uuid[14] === '7' ? parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : undefined;
