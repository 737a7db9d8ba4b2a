/** How long a process may take to make a step that it leased, in seconds; the others look every second. */
export const LEASE_SECONDS = 8;

/** How a process came to lease a workflow's step. */
export type LeaseOrigin =
  /** It called the pre-order itself. */
  | 'at_call'
  /** Nobody had leased the step yet. */
  | 'claimed'
  /** Another process had leased the step and didn't make it in time. */
  | 'taken_over';
