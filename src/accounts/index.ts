import type { Database } from '../db/database';
import { EndedSessions } from './ended-sessions';
import { createOperators } from './operators';
import { createServiceTokens } from './service-tokens';
import { createSessionUses } from './sessions';

export interface AccountDependencies {
  db: Database;
  onError(error: unknown): void;
}

export type Accounts = ReturnType<typeof createAccounts>;

/** The use cases of people: who they are, how they sign in, and what they can end. */
export function createAccounts({ db, onError }: AccountDependencies) {
  const endedSessions = new EndedSessions(db, onError);
  return {
    endedSessions,
    sessions: createSessionUses(db, endedSessions, onError),
    operators: createOperators(db),
    serviceTokens: createServiceTokens(db),
  };
}
