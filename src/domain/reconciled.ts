/** What a run of the reconciler did. */
export interface Reconciled {
  /** Workflows that were missing and run again. */
  restarted: number;
  /** Workflows that had outlived their rows and were signalled. */
  ended: number;
}
