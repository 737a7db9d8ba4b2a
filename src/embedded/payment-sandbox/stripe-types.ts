/** The types of Stripe's client, which is an ES module. */
export type { Stripe } from 'stripe' with { 'resolution-mode': 'import' };
