import type { Configuration } from 'openid-client' with { 'resolution-mode': 'import' };
import type { OidcAccount } from '../db/oidc-identities';
import { readEmail, type EmailAddress } from '../domain/email-address';

/** A provider of accounts, as the settings name it. */
export interface ProviderSettings {
  id: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** What a sign-in needs at its end, and nobody else may know. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  verifier: string;
}

/** Whom a provider says somebody is. */
export interface ProvedAccount extends OidcAccount {
  /** Only if the provider has verified it. */
  email: EmailAddress | undefined;
}

/** The provider didn't answer, or not in time. */
export class ProviderAway extends Error {}

/** How long a provider may take for one answer, in seconds. */
const TIMEOUT_SECONDS = 5;

/** How long we go by what a provider said of itself, in milliseconds. */
const KNOWN_MS = 3_600_000;

/** Loaded when the first buyer signs in with an account elsewhere. */
const library = () => import('openid-client');

export type Provider = ReturnType<typeof createProvider>;

/** A provider, which is first asked about itself when somebody signs in with it: one that is away keeps nothing from starting. */
export function createProvider({ id, name, issuer, clientId, clientSecret }: ProviderSettings) {
  let known: { configuration: Promise<Configuration>; until: number } | undefined;

  function configuration(): Promise<Configuration> {
    if (known && performance.now() < known.until) return known.configuration;
    const asked = { configuration: discover(), until: performance.now() + KNOWN_MS };
    asked.configuration.catch(() => {
      if (known === asked) known = undefined;
    });
    known = asked;
    return asked.configuration;
  }

  async function discover(): Promise<Configuration> {
    const client = await library();
    // Without them the signature of an ID token isn't looked at, as it comes from the provider itself.
    const execute = [client.enableNonRepudiationChecks];
    // The settings allow this on the own machine only, which is what the mark as deprecated is there for.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (issuer.startsWith('http:')) execute.push(client.allowInsecureRequests);
    const options = { timeout: TIMEOUT_SECONDS, execute };
    return client
      .discovery(new URL(issuer), clientId, clientSecret, undefined, options)
      .catch((error: unknown) => {
        throw new ProviderAway(`The provider ${id} cannot be reached: ${reasonOf(error)}.`);
      });
  }

  return {
    ...{ id, name },
    /** Where the browser goes, and what its return will be compared with. @throws {ProviderAway} */
    async begin(redirectUri: string): Promise<SignInSecrets & { url: string }> {
      const client = await library();
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(await configuration(), {
        ...{ redirect_uri: redirectUri, scope: 'openid email', state, nonce },
        ...{
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        },
      });
      return { url: url.href, state, nonce, verifier };
    },

    /**
     * Asks the provider whose code the browser has brought.
     * @param returned the address with which the browser came back.
     * @throws anything if the browser or the provider says what can't be believed.
     */
    async finish(returned: URL, { state, nonce, verifier }: SignInSecrets): Promise<ProvedAccount> {
      const client = await library();
      const own = await configuration();
      const tokens = await client.authorizationCodeGrant(own, returned, {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('no_id_token');
      const { iss, sub } = claims;
      // Most providers tell the address only when they are asked for it.
      const asksMore = claims['email'] === undefined && own.serverMetadata().userinfo_endpoint !== undefined;
      const told = asksMore ? await client.fetchUserInfo(own, tokens.access_token, sub) : claims;
      return { issuer: iss, subject: sub, email: verifiedEmail(told) };
    },
  };
}

/** Some providers say "false" as a text, which counts as true to those who only look whether something is there. */
function verifiedEmail(told: Record<string, unknown>): EmailAddress | undefined {
  const { email, email_verified: isVerified } = told as { email?: unknown; email_verified?: unknown };
  return isVerified === true && typeof email === 'string' ? readEmail(email) : undefined;
}

/** What went wrong, in a word for the log. The provider's own sentences may repeat what is personal. */
export function reasonOf(error: unknown): string {
  const { error: told, code, name, cause } = error as Record<'error' | 'code' | 'name' | 'cause', unknown>;
  const word = [told, code].find((one) => typeof one === 'string' && /^[\w.-]{1,60}$/.test(one));
  if (typeof word === 'string') return word;
  // The innermost cause says why a connection failed.
  const isError = typeof cause === 'object' && cause !== null && 'message' in cause;
  return isError ? reasonOf(cause) : String(name);
}
