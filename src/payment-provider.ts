import type { Config } from './config';
import type { Sandbox } from './embedded/servers';
import type { PaymentProvider } from './payments/provider';

/**
 * The payment provider that the environment names, or else the embedded sandbox. Undefined where there is neither: then
 * services sell, which take the money themselves.
 */
export async function openPaymentProvider(
  config: Pick<Config, 'STRIPE_SECRET_KEY' | 'STRIPE_API_URL'> &
    Partial<Pick<Config, 'STRIPE_WEBHOOK_SECRET'>>,
  sandbox: Omit<Sandbox, 'setWebhookUrl'> | undefined,
): Promise<PaymentProvider | undefined> {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets = [], STRIPE_API_URL } = config;
  if (secretKey === undefined && !sandbox) return undefined;
  // Loaded only where it is used: it is large.
  const { createStripeProvider } = await import('./payments/stripe/index.js');
  if (secretKey === undefined) {
    const { secretKey: key, webhookSecret, url } = sandbox as NonNullable<typeof sandbox>;
    return createStripeProvider({ secretKey: key, webhookSecrets: [webhookSecret], apiUrl: url });
  }
  return createStripeProvider({
    ...{ secretKey, webhookSecrets },
    ...(STRIPE_API_URL !== undefined && { apiUrl: STRIPE_API_URL }),
  });
}
