import type { RouteDependencies } from '../dependencies';
import { Problem } from '../problems';
import { ok, publicRoute } from '../route';
import { received } from '../schemas/payments';

/** Its body is kept as it was sent (src/http/app.ts). */
export const WEBHOOK_PATH = '/api/webhooks/stripe';

/** What the payment provider sends. It is never told to slow down: it would only send the same again. */
export const webhookRoutes = ({ payments }: RouteDependencies) => [
  publicRoute('receiveStripeEvent', `POST ${WEBHOOK_PATH}`, {
    summary: "Receives an event of Stripe's. Answered once it is written down.",
    unlimited: true,
    answers: { 200: received },
    problems: ['bad_signature', 'unavailable'],
    async handle({ request }) {
      if (!payments) throw new Problem('not_found', 'No payment provider is configured.');
      // Without a body there is nothing to parse, and no signature fits.
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      await payments.receive(payments.readWebhook(body, request.get('stripe-signature')));
      return ok({ received: true as const });
    },
  }),
];
