/** Not our saga: it sells without being asked. What was recorded can't be replayed on it. */
import { sellTickets } from '../../../workflows/steps';
import type { PreOrderInput } from '../../../src/contract/pre-order';

export async function preOrder(input: PreOrderInput) {
  return sellTickets(input.preOrderId);
}
