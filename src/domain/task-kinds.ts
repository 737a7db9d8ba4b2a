/** What can need a person, by the code of its tasks. */
export const TASK_KINDS = [
  'payment_mismatch',
  'payment_unknown',
  'capture_failed',
  'capture_pending',
  'refund_failed',
  'dispute',
  'reconciliation',
] as const;
