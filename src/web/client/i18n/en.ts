/** The words of the buyer's pages. The other languages have the same keys; the type says so. */
export const en = {
  events: 'Events',
  noEvents: 'No events yet.',
  otherLanguage: 'Português',
  available: (n: string) => `${n} available`,
  soldOut: 'Sold out',
};

export type Messages = typeof en;
