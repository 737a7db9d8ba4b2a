import type { PreOrder } from './pre-order';

/**
 * Called when a pre-order or event may have changed. The listener reads again: a notification carries no truth,
 * except `answered`, what a statement of this very process has just answered (other notifications may be newer).
 */
export type OnChange = (answered?: PreOrder) => void;

/**
 * Listens for changes of a subject (a pre-order's or an event's id), and for moments at which one may have been missed.
 * @returns stops listening.
 */
export type Listen = (subject: string, onChange: OnChange) => () => void;
