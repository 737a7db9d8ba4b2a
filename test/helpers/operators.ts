/** The operator's API on a test's database, and people who sign in on it. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/database';
import { insertSession } from '../../src/db/buyer-sessions';
import { readEmail } from '../../src/domain/email-address';
import type { OperatorRole } from '../../src/domain/roles';
import { createEvents } from '../../src/events';
import { knownSession } from '../../src/http/session-token';
import { createFind } from '../../src/orders/find';
import type { PaymentDependencies } from '../../src/payments';
import { createRefunds } from '../../src/payments/refunds';
import type { PaymentProvider } from '../../src/payments/provider';
import { createPaymentRecords } from '../../src/payments/records';
import { createPreOrderStore } from '../../src/orders/store';
import { accountsOf } from './accounts';
import { ask } from './app';
import { SECRET, startHttp, TOKEN } from './http-app';

/** What a browser sends with a change that one of our pages makes. */
export const OURS = { 'sec-fetch-site': 'same-origin' };

/** A replica of the API on this database. @returns the address of its API. */
export async function startReplica(
  db: Database,
  accounts = accountsOf({ db }),
  provider?: Pick<PaymentProvider, 'paymentPage'>,
): Promise<string> {
  const onError = (error: unknown) => {
    throw error;
  };
  const store = createPreOrderStore(db, { onBatch: () => undefined });
  const url = await startHttp({
    accounts,
    events: createEvents({ db, signalRefresh: () => Promise.resolve(), onError }),
    orders: { find: createFind(db, store), history: () => Promise.resolve([]) },
    paymentRecords: createPaymentRecords({ db, provider }),
    payments: { refunds: refundsOf(db, onError) },
    ...{ timeZone: 'UTC', workflowUrl: () => null },
  });
  return `${url}/api`;
}

/** Begins refunds, which no workflow makes. */
const refundsOf = (db: Database, onError: (error: unknown) => void) =>
  createRefunds({
    ...{ db, onError, signals: { refund: () => Promise.resolve() } },
  } as unknown as PaymentDependencies);

/** Signs a buyer with this address in, some minutes ago. @returns the session's token. */
export async function signInBuyer(db: Database, email: string, minutesAgo = 0): Promise<string> {
  const sessionId = randomUUID();
  return db.transaction(async (tx) => {
    const { key = null } = readEmail(email) ?? {};
    const [buyer] = await tx.query<{ id: string }>(
      `INSERT INTO buyer (id, email, email_key, email_verified_at) VALUES ($1, $2, $3, now())
       ON CONFLICT (email_key) DO UPDATE SET email = buyer.email RETURNING id`,
      [randomUUID(), email, key],
    );
    const buyerId = buyer?.id ?? '';
    await insertSession(tx, { sessionId, buyerId, device: '' });
    const age = 'UPDATE session SET created_at = now() - make_interval(mins => $2) WHERE id = $1';
    await tx.query(age, [sessionId, minutesAgo]);
    return knownSession({ buyerId, sessionId, signedInAt: Date.now() }, [SECRET]).token;
  });
}

/** Signs in on the operator's page with a buyer's session. @returns the answer, and the cookie as it is sent back. */
export async function signInOperator(url: string, buyerToken: string, body: object = {}, headers = {}) {
  const sent = { cookie: `bilheteria_session=${buyerToken}`, ...OURS, ...headers };
  const answer = await ask(`${url}/admin/session`, 'POST', undefined, body, sent);
  return { ...answer, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
}

/** Gives somebody a role, and signs them in. @returns the headers of their browser. */
export async function operatorWith(
  db: Database,
  url: string,
  role: OperatorRole,
  email = `${role}@example.org`,
) {
  await ask(`${url}/admin/operators/${email}`, 'PUT', TOKEN, { role });
  const { cookie } = await signInOperator(url, await signInBuyer(db, email));
  return { cookie, ...OURS };
}
