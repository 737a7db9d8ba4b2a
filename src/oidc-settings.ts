/** Providers of accounts come from variables of which each names one provider: `OIDC_GOOGLE_ISSUER`, and so on. */
import { z } from 'zod';

const PARTS = /^OIDC_([A-Z0-9_]+)_(ISSUER|CLIENT_ID|CLIENT_SECRET|NAME)$/;

/** The variables of providers, by provider and part. */
export function oidcVariables(environment: NodeJS.ProcessEnv): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const [name, value] of Object.entries(environment)) {
    const [, id, part] = PARTS.exec(name) ?? [];
    if (id !== undefined && part !== undefined && value !== undefined) (found[id] ??= {})[part] = value;
  }
  return found;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What a provider says travels by way of the browser and by our own requests, so it needs TLS, but to this machine. */
const isSafe = (text: string) => {
  const { protocol, hostname } = URL.canParse(text) ? new URL(text) : {};
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname ?? ''));
};

const text = z.string('must be set');

/** @returns the providers; their ids are part of addresses. */
export const oidcProviders = z
  .record(
    z.string(),
    z.object({
      ISSUER: text.refine(isSafe, 'must be an https address'),
      CLIENT_ID: text,
      CLIENT_SECRET: text,
      NAME: z.string().max(50).optional(),
    }),
  )
  .transform((providers) =>
    Object.entries(providers).map(([key, { ISSUER, CLIENT_ID, CLIENT_SECRET, NAME }]) => ({
      id: key.toLowerCase().replaceAll('_', '-'),
      name: NAME ?? key.charAt(0) + key.slice(1).toLowerCase().replaceAll('_', ' '),
      ...{ issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    })),
  );
