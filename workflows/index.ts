/** What a worker runs. */
export { preOrder } from './pre-order';
export { sale } from './sale';
