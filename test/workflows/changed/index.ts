/** The next version of the program, as far as the rolling deploy's test needs one: another saga, the same sale. */
export { preOrder } from './pre-order';
export { sale } from '../../../workflows';
