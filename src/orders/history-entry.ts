/** Something that happened to a pre-order, in words. */
export interface HistoryEntry {
  at: Date;
  /** Stable, for programs. */
  what: string;
  detail: string;
}
