import { defineSignal } from '@temporalio/workflow';

/** A program has started: the reconciler compares now instead of at its timer. */
export const compareNowSignal = defineSignal('compareNow');
