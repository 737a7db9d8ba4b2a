import { readBuyer } from '../db/buyers';
import { readPasskeys } from '../db/passkeys';
import type { Database } from '../db/database';
import { createEmailCodes, type EmailCodeDependencies } from './email-codes';
import { EndedSessions } from './ended-sessions';
import type { ErasureJournal } from './erasure-journal';
import { createOidc } from './oidc';
import type { ProviderSettings } from './oidc-provider';
import { createOwnData } from './own-data';
import { createPasskeys } from './passkeys';
import { createProofOfWork } from './proof-of-work';
import { createOperators, type OperatorDependencies } from './operators';
import { createServiceTokens } from './service-tokens';
import type { OnSignedIn } from './sign-in';
import { createSessionUses, type SessionName } from './sessions';

export interface AccountDependencies extends EmailCodeDependencies, OperatorDependencies {
  /** Where else buyers may have accounts. */
  providers?: readonly ProviderSettings[];
  /** Where erasures are noted for the day on which an older backup is restored. */
  journal?: ErasureJournal | undefined;
  /** How much work a stranger's browser does (src/accounts/proof-of-work.ts); none without it. */
  proofCost?: number | undefined;
  /** Tells a pre-order's workflow that it was given back. */
  signalGiveBack(preOrderId: string): Promise<void>;
  onError(error: unknown): void;
}

export type Accounts = ReturnType<typeof createAccounts>;

/** The use cases of people: who they are, how they sign in, and what they can end. */
export function createAccounts(deps: AccountDependencies) {
  const { db, onError } = deps;
  const endedSessions = new EndedSessions(db, onError);
  const sessions = createSessionUses(db, endedSessions, onError);
  const onSignedIn: OnSignedIn = (asking, { givenBack }) => {
    endedSessions.add([asking.sessionId]);
    // The rows are settled; without the signal the workflows would learn of it by their timers.
    for (const id of givenBack) deps.signalGiveBack(id).catch(onError);
  };
  const emailCodes = createEmailCodes({ ...deps, onSignedIn });
  return {
    endedSessions,
    sessions,
    emailCodes,
    oidc: createOidc({ ...deps, onSignedIn, askCode: emailCodes.ask }),
    passkeys: createPasskeys({ db, onSignedIn, onError }),
    operators: createOperators(deps),
    serviceTokens: createServiceTokens(db),
    proofOfWork:
      deps.proofCost === undefined ? undefined : createProofOfWork(db, deps.secrets, deps.proofCost),
    ownData: createOwnData({ ...deps, endedSessions }),
    me: createMe(db, sessions.list),
  };
}

/** What a buyer sees of themselves. */
function createMe(db: Database, list: ReturnType<typeof createSessionUses>['list']) {
  return async ({ buyerId, sessionId, known }: SessionName) => {
    if (!known) return { buyerId, email: null, passkeys: [], sessions: [] };
    const [buyer, passkeys, open] = await Promise.all([
      readBuyer(db, buyerId),
      readPasskeys(db, buyerId),
      list(buyerId),
    ]);
    const sessions = open.map((one) => ({ ...one, current: one.id === sessionId }));
    return { buyerId, email: buyer?.email ?? null, passkeys, sessions };
  };
}
