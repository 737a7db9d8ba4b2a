import type { Reconciled } from '../src/db/reconcile';
import type { ActivityDependencies } from '.';

/** Compares rows with workflows and mends what differs; run twice it does no harm. */
export function reconcile({ reconcile }: ActivityDependencies) {
  return async (): Promise<Reconciled> => reconcile();
}
