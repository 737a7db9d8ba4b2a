/** The types of Stripe's client, which is an ES module where it is loaded as it is needed. */
export type { Stripe } from 'stripe' with { 'resolution-mode': 'import' };
