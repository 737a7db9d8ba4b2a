import { randomUUID } from 'node:crypto';
import type { Database, Transaction } from '../db/database';
import { readGeneralActions, recordGeneralAction } from '../db/operator-actions';
import {
  addOrLockOperator,
  beginOperatorSession,
  beginTokenSession,
  changeOperator,
  endOperatorSessions,
  listOperators,
  readOperator,
  readOperatorSession,
  readProof,
  removeOperator,
  type OperatorRow,
} from '../db/operators';
import type { EmailAddress } from '../domain/email-address';
import type { Language } from '../domain/money';
import { Refusal } from '../domain/refusal';
import type { OperatorRole } from '../domain/roles';
import type { Mail } from '../mail';

/** How long a sign-in lasts: a working day. */
export const SIGN_IN_HOURS = 12;

/** How many actions are listed at most. */
const ACTIONS = 200;

/** A buyer's session proves an operator for so long after its sign-in. */
const FRESH_MINUTES = 5;

export interface OperatorDependencies {
  db: Database;
  /** Queues a mail in the same transaction. */
  queueMail(tx: Transaction, mail: Mail): Promise<void>;
  /** The address of the operator's page. */
  operatePage(): string;
}

/** The use cases of operators. A change counts from the next request on, on every process. */
export function createOperators({ db, queueMail, operatePage }: OperatorDependencies) {
  return {
    list: () => listOperators(db),
    /** @throws {Refusal} `operator_not_found`. */
    async read(key: string): Promise<OperatorRow> {
      const found = await readOperator(db, key);
      if (!found) throw new Refusal({ code: 'operator_not_found' });
      return found;
    },
    /** Gives a role to somebody, who is invited by mail if they had none. @returns true if they had none. */
    put: (address: EmailAddress, role: OperatorRole, who: string, locale: Language): Promise<boolean> =>
      db.transaction(async (tx) => {
        const { email } = address;
        const before = await addOrLockOperator(tx, address, role, who);
        if (!before) {
          await recordGeneralAction(tx, { who, what: 'add_operator', detail: { email, role } });
          const invitation = { to: email, locale, fields: { role, link: operatePage() } };
          await queueMail(tx, { id: randomUUID(), kind: 'operator-invitation', ...invitation });
          return true;
        }
        await changeOperator(tx, address, role);
        if (before.role !== role) {
          const changed = { role: [before.role, role] as [OperatorRole, OperatorRole] };
          await recordGeneralAction(tx, { who, what: 'change_operator', detail: { email, changed } });
        }
        return false;
      }),
    /** Takes the role away and ends the sign-ins. @throws {Refusal} `operator_not_found`. */
    remove: (key: string, who: string): Promise<void> =>
      db.transaction(async (tx) => {
        const removed = await removeOperator(tx, key);
        if (!removed) throw new Refusal({ code: 'operator_not_found' });
        const { email, role } = removed;
        await recordGeneralAction(tx, { who, what: 'remove_operator', detail: { email, role } });
      }),

    /** What was done to operators and tokens, newest first. */
    actions: () => readGeneralActions(db, ACTIONS),

    /**
     * Signs in the operator who has just signed in as a buyer.
     * @returns the id of the sign-in.
     * @throws {Refusal} `session_ended`, `sign_in_again`, or `not_allowed` for somebody who is no operator.
     */
    async signIn({ sessionId, known }: { sessionId: string; known: boolean }): Promise<string> {
      const proof = known ? await readProof(db, sessionId, FRESH_MINUTES) : undefined;
      if (known && !proof) throw new Refusal({ code: 'session_ended' });
      if (!proof?.fresh) throw new Refusal({ code: 'sign_in_again' });
      const { operatorKey } = proof;
      const id = randomUUID();
      if (operatorKey === null || !(await beginOperatorSession(db, id, operatorKey, SIGN_IN_HOURS)))
        throw new Refusal({ code: 'not_allowed', needs: 'any' });
      return id;
    },
    /** Signs in somebody who has the admin token. @returns the id of the sign-in. */
    async signInWithToken(name: string): Promise<string> {
      const id = randomUUID();
      await beginTokenSession(db, id, name, SIGN_IN_HOURS);
      return id;
    },
    /** Who signed in, with the role that they have now; undefined if the sign-in has ended. */
    find: (sessionId: string) => readOperatorSession(db, sessionId),
    signOut: (sessionIds: string[]) => endOperatorSessions(db, sessionIds),
  };
}
