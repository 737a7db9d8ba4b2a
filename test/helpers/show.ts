/** An event as an operator sends it, on sale and without payments, with these settings and defaults for the others. */
export const show = (capacity: number, settings: Record<string, unknown> = {}) => ({
  ...{ name: 'Show', venue: 'Hall', startsAt: '2099-01-01T20:00:00Z' },
  ...{ onSaleAt: '2020-01-01T00:00:00Z', closesAt: '2098-01-01T00:00:00Z', payment: 'none' },
  ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 1000, currency: 'BRL', capacity }],
  ...settings,
});

/** The body of a pre-order for tickets of that event. */
export const order = (quantity = 1) => ({ items: [{ ticketType: 'pista', quantity }] });
