/** Started by a schedule, one at a time: compares rows with workflows and mends what differs. */
import type { Reconciled } from '../src/domain/reconciled';
import { compareRowsWithWorkflows } from './steps';

export async function reconcile(): Promise<Reconciled> {
  return compareRowsWithWorkflows();
}
