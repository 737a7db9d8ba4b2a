import { burnChallenge, insertChallenge } from '../db/challenges';
import { insertBuyer } from '../db/buyers';
import type { Database, Transaction } from '../db/database';
import { findBuyerByAccount, insertAccount } from '../db/oidc-identities';
import type { EmailAddress } from '../domain/email-address';
import type { Language } from '../domain/money';
import { Refusal } from '../domain/refusal';
import { isFresh } from './fresh';
import { keepLink } from './oidc-link';
import {
  createProvider,
  ProviderAway,
  reasonOf,
  type ProvedAccount,
  type Provider,
  type ProviderSettings,
  type SignInSecrets,
} from './oidc-provider';
import type { SessionName } from './sessions';
import { signIn, type OnSignedIn, type SignedIn } from './sign-in';

/** How long somebody may take at the provider, in seconds. */
const LIFE_SECONDS = 600;

/**
 * Why nobody is signed in: the provider is away, or said no; the buyer changed their mind; the account is another buyer's;
 * the sign-in is too long ago to add an account to it; too many codes were asked for.
 */
export type NotSignedIn = 'unavailable' | 'failed' | 'cancelled' | 'taken' | 'again' | 'limited';

/** How a sign-in ends, and on which page. With a `signInId`, the address has to be proved by a code first. */
export type OidcEnd = { next: string } & (
  { signedIn: SignedIn } | { signInId: string } | { notSignedIn: NotSignedIn }
);

interface OidcDependencies {
  db: Database;
  providers?: readonly ProviderSettings[];
  onSignedIn: OnSignedIn;
  askCode(session: SessionName, address: EmailAddress, language: Language): Promise<{ signInId: string }>;
  onError(error: unknown): void;
}

/** What is kept while somebody is at the provider. */
interface Kept extends SignInSecrets {
  next: string;
  /** A known buyer who had just signed in, and came from our own page, may add the account. */
  mayAdd: boolean;
}

/** Leaves the transaction without a trace. */
class Undone extends Error {
  constructor(readonly why: 'taken' | 'again' | 'failed' | 'prove' | 'raced') {
    super(why);
  }
}

/** Signing in with accounts that buyers have elsewhere (OpenID Connect). */
export function createOidc({ db, providers: settings = [], onSignedIn, askCode, onError }: OidcDependencies) {
  const providers = new Map(settings.map((one) => [one.id, createProvider(one)]));
  const find = (id: string): Provider => {
    const provider = providers.get(id);
    if (!provider) throw new Refusal({ code: 'provider_not_found' });
    return provider;
  };
  /** Bound to the provider, so that what one of them was asked can't be answered by another. */
  const challengeOf = ({ sessionId }: SessionName, providerId: string, state: string) => ({
    ...{ purpose: `oidc ${providerId}`, id: state, sessionId },
  });
  const report = (providerId: string, error: unknown) => {
    onError(
      error instanceof ProviderAway
        ? error
        : new Error(`A sign-in with the provider ${providerId} failed: ${reasonOf(error)}.`),
    );
  };

  async function settle(session: SessionName, account: ProvedAccount, mayAdd: boolean, device: string) {
    for (;;)
      try {
        return await db.transaction((tx) => signInWith(tx, session, account, mayAdd, device));
      } catch (error) {
        if (error instanceof Refusal && error.code === 'session_ended') return 'failed';
        if (!(error instanceof Undone)) throw error;
        // Somebody else has just signed in with this account for the first time; next time it is found.
        if (error.why !== 'raced') return error.why;
      }
  }

  return {
    /** The providers that buyers can choose from. */
    list: () => settings.map(({ id, name }) => ({ id, name })),

    /**
     * Begins a sign-in.
     * @param redirectUri where the provider leads the browser back to.
     * @param options.next the page on which it ends.
     * @param options.fromOwnPage whether one of our pages has certainly begun it.
     * @returns the provider's address, or that it is away.
     * @throws {Refusal} `provider_not_found`.
     */
    async begin(
      session: SessionName,
      providerId: string,
      redirectUri: string,
      { next, fromOwnPage }: { next: string; fromOwnPage: boolean },
    ) {
      const provider = find(providerId);
      try {
        const { url, ...secrets } = await provider.begin(redirectUri);
        const mayAdd = fromOwnPage && (await isFresh(db, session));
        const kept: Kept = { ...secrets, next, mayAdd };
        await insertChallenge(db, challengeOf(session, providerId, secrets.state), LIFE_SECONDS, kept);
        return { url };
      } catch (error) {
        if (!(error instanceof ProviderAway)) throw error;
        report(providerId, error);
        return { notSignedIn: 'unavailable' as const };
      }
    },

    /**
     * Ends a sign-in.
     * @param returned the address with which the browser came back.
     * @throws {Refusal} `provider_not_found`.
     */
    async finish(
      session: SessionName,
      providerId: string,
      returned: URL,
      { language, device }: { language: Language; device: string },
    ): Promise<OidcEnd> {
      const provider = find(providerId);
      const state = returned.searchParams.get('state') ?? '';
      const kept = (await burnChallenge(db, challengeOf(session, providerId, state))) as Kept | undefined;
      if (!kept) return { next: '/', notSignedIn: 'failed' };
      const { next, mayAdd } = kept;
      let account: ProvedAccount;
      try {
        account = await provider.finish(returned, kept);
      } catch (error) {
        if (reasonOf(error) === 'access_denied') return { next, notSignedIn: 'cancelled' };
        report(providerId, error);
        return { next, notSignedIn: error instanceof ProviderAway ? 'unavailable' : 'failed' };
      }
      const made = await settle(session, account, mayAdd, device);
      if (made === 'prove') return { next, ...(await prove(session, account, language)) };
      if (typeof made === 'string') return { next, notSignedIn: made };
      onSignedIn(session, made);
      return { next, signedIn: made };
    },
  };

  /** Another buyer has the address. Who can read its mail gets the account, too. */
  async function prove(
    session: SessionName,
    { email, ...account }: ProvedAccount,
    language: Language,
  ): Promise<{ signInId: string } | { notSignedIn: NotSignedIn }> {
    try {
      const { signInId } = await askCode(session, email as EmailAddress, language);
      await keepLink(db, session, signInId, account);
      return { signInId };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'too_many_requests') return { notSignedIn: 'limited' };
      throw error;
    }
  }
}

/** @throws {Undone} without a trace. @throws {Refusal} `session_ended`. */
async function signInWith(
  tx: Transaction,
  session: SessionName,
  account: ProvedAccount,
  mayAdd: boolean,
  device: string,
): Promise<SignedIn> {
  const owner = await findBuyerByAccount(tx, account);
  if (owner === null) throw new Undone('failed');
  if (owner !== undefined) {
    if (session.known && owner !== session.buyerId) throw new Undone('taken');
    return signIn(tx, session, { buyerId: owner }, device);
  }
  if (session.known && !mayAdd) throw new Undone('again');
  // The buyer stays who they are. That their session ends first lets them become a known one once only.
  const made = await signIn(tx, session, { buyerId: session.buyerId }, device);
  if (!session.known && !(await insertBuyer(tx, session.buyerId, account.email))) {
    // Unless the buyer who has the address got it with this very account, just now.
    throw new Undone((await findBuyerByAccount(tx, account)) === undefined ? 'prove' : 'raced');
  }
  if (!(await insertAccount(tx, session.buyerId, account))) throw new Undone('raced');
  return made;
}
