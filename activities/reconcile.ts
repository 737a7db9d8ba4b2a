import type { Activities } from '../src/contract/activities';
import type { ActivityDependencies } from './dependencies';

/** Compares rows with workflows and mends what differs. */
export function reconcile({ reconcile }: ActivityDependencies): Activities['reconcile'] {
  return () => reconcile();
}
