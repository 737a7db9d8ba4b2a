/** What a worker runs. */
export { preOrder } from './pre-order';
export { reconcile } from './reconcile';
export { sale } from './sale';
