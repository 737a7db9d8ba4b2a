/** Started by a schedule, one at a time: rows and workflows are compared, and what differs is mended. */
import type { Reconciled } from '../src/db/reconcile';
import { compare } from './steps';

export async function reconcile(): Promise<Reconciled> {
  return compare();
}
