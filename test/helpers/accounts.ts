/** The use cases of people around a test's database, and the mails that they queue. */
import { randomUUID } from 'node:crypto';
import { createAccounts, type AccountDependencies } from '../../src/accounts';
import { insertSession } from '../../src/db/buyer-sessions';
import { insertBuyer } from '../../src/db/buyers';
import type { Database } from '../../src/db/database';
import { endMail } from '../../src/db/mail';
import { knownSession } from '../../src/http/session-token';
import type { Mail } from '../../src/mail';
import type { SessionName } from '../../src/accounts/sessions';
import { readEmail, type EmailAddress } from '../../src/domain/email-address';
import { createTestDatabase, type TestDatabase } from './database';

export const SECRETS = ['the secret of these accounts'] as const;

/** As one process has them. */
export function accountsOf(
  { db }: Pick<TestDatabase, 'db'>,
  parts: Partial<Pick<AccountDependencies, 'providers' | 'onError' | 'journal'>> = {},
) {
  const mails: Mail[] = [];
  const given: string[] = [];
  /** Sealed, and queued if the database says so: with the code, and without one. */
  const sealed = new Map<string, Mail[]>();
  const noting: Database = {
    ...db,
    async query<Row extends object>(statement: Parameters<Database['query']>[0], values: unknown[]) {
      const rows = await db.query<Row>(statement, values);
      if (statement.name === 'ask_email_codes')
        for (const { id, outcome } of rows as { id: string; outcome: string }[]) {
          const mail = sealed.get(id)?.[['new', 'blocked'].indexOf(outcome)];
          if (!mail) continue;
          mails.push(mail);
          // A mail server that takes each at once.
          await endMail(db, id, 'sent');
        }
      return rows;
    },
  };
  const accounts = createAccounts({
    ...{ db: noting, secrets: SECRETS },
    sealMail(mail) {
      const kind = mail.fields['code'] === undefined ? 'sign-in-blocked' : 'sign-in-code';
      sealed.set(mail.id, [...(sealed.get(mail.id) ?? []), { ...mail, kind }]);
      return Buffer.from(mail.id);
    },
    queueMail(_tx, mail) {
      mails.push(mail);
      return Promise.resolve();
    },
    mailDelaySeconds: () => Promise.resolve(0),
    signalGiveBack(id) {
      given.push(id);
      return Promise.resolve();
    },
    signInPage: (id) => `http://tickets.example/sign-in/${id}`,
    operatePage: () => 'http://tickets.example/operate',
    onError(error) {
      throw error;
    },
    ...parts,
  });
  /** The code that was mailed last to this address. */
  const codeTo = (email: string) => String(mails.filter(({ to }) => to === email).at(-1)?.fields['code']);
  return { ...accounts, mails, given, codeTo };
}

/** A database of the file's own with the accounts around it. Its fields are set when the tests run. */
export function useAccounts() {
  const own = {} as { database: TestDatabase; accounts: ReturnType<typeof accountsOf> };
  beforeAll(async () => {
    own.database = await createTestDatabase();
    own.accounts = accountsOf(own.database);
  });
  afterAll(() => own.database.db.close());
  return own;
}

export function anonymous(): SessionName {
  const buyerId = randomUUID();
  return { buyerId, sessionId: buyerId, known: false };
}

/** An address that no other test uses. */
export const someone = (): EmailAddress =>
  readEmail(`ana.${randomUUID().slice(0, 8)}@example.org`) as EmailAddress;

/** Signs an anonymous buyer in by a code. */
export async function signInByCode(
  accounts: ReturnType<typeof accountsOf>,
  address: EmailAddress,
  session = anonymous(),
) {
  const { signInId } = await accounts.emailCodes.ask(session, address, 'en');
  const code = accounts.codeTo(address.email);
  const made = await accounts.emailCodes.use(session, { signInId, code }, 'Firefox · Android');
  return { ...made, known: true };
}

/** A known buyer who has just signed in. */
export async function knownBuyer(db: Database, address: EmailAddress | null = someone()) {
  const [buyerId, sessionId] = [randomUUID(), randomUUID()];
  const at = await db.transaction(async (tx) => {
    await insertBuyer(tx, buyerId, address ?? undefined);
    return insertSession(tx, { sessionId, buyerId, device: 'Firefox · Android' });
  });
  const { token } = knownSession({ buyerId, sessionId, signedInAt: at.getTime() }, SECRETS);
  return { buyerId, sessionId, known: true, token, email: address?.email ?? null };
}
