import { defineSignal, defineUpdate } from '@temporalio/workflow';

export interface NaiveInput {
  preOrderId: string;
  buyerId: string;
  ticketType: string;
  quantity: number;
  holdMs: number;
}

export const NAIVE_QUEUE = 'naive';
export const reserveUpdate = defineUpdate<string>('reserve');
export const checkoutSignal = defineSignal('checkout');
export const giveBackSignal = defineSignal('giveBack');
