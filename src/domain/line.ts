/** An event's line as everybody may know it, at one instant. */
export interface Line {
  eventId: string;
  opensAt: Date;
  /** Nobody waits at this place or before it. */
  nowServing: number;
  /** The newest number given. */
  lastPlace: number;
  /** How many wait, entries of a draw that hasn't been made included. */
  waiting: number;
  /** How many were called from the line since the event was created. */
  served: number;
  /** People wait and nothing that they wait for is left: they are called as fast as tickets come back. */
  limited: boolean;
  /** When entries of the draw ended; there once they have. */
  entriesEndedAt?: Date;
  /** Null for an event without one. */
  draw: {
    /** SHA-256 of the seed, in hex. */
    commitment: string;
    /** In hex; there once drawn. */
    seed?: string;
    drawnAt?: Date;
  } | null;
}

/** One place of a draw's result, as everybody may know it. */
export interface DrawnPlace {
  place: number;
  entryId: string;
}
