/** An event as an operator sends it, on sale for a long time; what a test cares about is said by the test. */
export const show = (capacity: number, settings: Record<string, unknown> = {}) => ({
  ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z' },
  ...{ onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z' },
  ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity }],
  ...settings,
});

/** What a buyer of so many of its tickets sends. */
export const order = (quantity = 1) => ({ items: [{ ticketType: 'pista', quantity }] });
