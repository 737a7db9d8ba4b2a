import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { readBuyer } from '../db/buyers';
import { burnChallenge, insertChallenge } from '../db/challenges';
import type { Database } from '../db/database';
import {
  deletePasskey,
  insertPasskey,
  readPasskeyKey,
  readPasskeys,
  recordPasskeyUse,
  type PasskeyKey,
  type PasskeyRow,
} from '../db/passkeys';
import { Refusal } from '../domain/refusal';
import type { Site } from '../domain/site';
import { requireFresh } from './fresh';
import type { SessionName } from './sessions';
import { signIn, type OnSignedIn, type SignedIn } from './sign-in';

const SIGN_IN = 'passkey sign-in';
const ADD = 'passkey add';

/** How long a browser may take to answer, in seconds. */
const LIFE_SECONDS = 300;

/** The most passkeys of one buyer. */
const MOST = 10;

/** Loaded when the first buyer uses a passkey. */
const library = () => import('@simplewebauthn/server');

interface PasskeyDependencies {
  db: Database;
  onSignedIn: OnSignedIn;
  onError(error: unknown): void;
}

/** Signing in with passkeys, and adding and removing them. */
export function createPasskeys({ db, onSignedIn, onError }: PasskeyDependencies) {
  /** Burns the challenge of an answer. @throws {Refusal} `passkey_refused`. */
  async function burn(purpose: string, session: SessionName, clientData: string): Promise<string> {
    const challenge = challengeIn(clientData);
    const { sessionId } = session;
    if (challenge === undefined || !(await burnChallenge(db, { purpose, id: challenge, sessionId })))
      throw new Refusal({ code: 'passkey_refused' });
    return challenge;
  }

  return {
    /** What a browser needs to let somebody choose a passkey; nobody has to say who they are. */
    async askSignIn({ sessionId }: SessionName, site: Site): Promise<PublicKeyCredentialRequestOptionsJSON> {
      const { generateAuthenticationOptions } = await library();
      const options = await generateAuthenticationOptions({
        ...{ rpID: site.host, userVerification: 'required', timeout: LIFE_SECONDS * 1_000 },
      });
      await insertChallenge(db, { purpose: SIGN_IN, id: options.challenge, sessionId }, LIFE_SECONDS);
      return options;
    },

    /** Signs in with a browser's answer. @throws {Refusal} `passkey_refused`, `session_ended`. */
    async signIn(
      session: SessionName,
      site: Site,
      answer: AuthenticationResponseJSON,
      device: string,
    ): Promise<SignedIn & { email: string | null }> {
      const challenge = await burn(SIGN_IN, session, answer.response.clientDataJSON);
      const key = await readPasskeyKey(db, answer.id);
      const counter = key && (await counterOf(answer, challenge, site, key));
      if (!key || counter === undefined) throw new Refusal({ code: 'passkey_refused' });
      const { buyerId, email } = key;
      const made = await db.transaction(async (tx) => {
        if (await recordPasskeyUse(tx, answer.id, counter)) return signIn(tx, session, { buyerId }, device);
        return undefined;
      });
      if (!made) {
        // Either it was removed in this moment, or two devices have copies of one that can't be copied.
        if (key.counter > 0 && counter <= key.counter)
          onError(new Error(`The counter of a passkey went back: buyer ${buyerId}, ${counter}.`));
        throw new Refusal({ code: 'passkey_refused' });
      }
      onSignedIn(session, made);
      return { ...made, email };
    },

    /** What a browser needs to make a passkey. @throws {Refusal} `sign_in_again`, `too_many_passkeys`. */
    async askAdd(session: SessionName, site: Site): Promise<PublicKeyCredentialCreationOptionsJSON> {
      await requireFresh(db, session);
      const { buyerId, sessionId } = session;
      const [buyer, passkeys] = await Promise.all([readBuyer(db, buyerId), readPasskeys(db, buyerId)]);
      if (passkeys.length >= MOST) throw new Refusal({ code: 'too_many_passkeys' });
      const { generateRegistrationOptions } = await library();
      const name = buyer?.email ?? site.host;
      const options = await generateRegistrationOptions({
        ...{ rpName: 'Bilheteria', rpID: site.host, timeout: LIFE_SECONDS * 1_000 },
        ...{ userID: new TextEncoder().encode(buyerId), userName: name, userDisplayName: name },
        attestationType: 'none',
        excludeCredentials: passkeys.map(({ id }) => ({ id })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      await insertChallenge(db, { purpose: ADD, id: options.challenge, sessionId }, LIFE_SECONDS);
      return options;
    },

    /** Adds the passkey that a browser made. @throws {Refusal} as {@link askAdd}, and `passkey_refused`. */
    async add(
      session: SessionName,
      site: Site,
      answer: RegistrationResponseJSON,
      name: string,
    ): Promise<PasskeyRow> {
      await requireFresh(db, session);
      const challenge = await burn(ADD, session, answer.response.clientDataJSON);
      const passkey = await passkeyOf(answer, challenge, site);
      if (!passkey) throw new Refusal({ code: 'passkey_refused' });
      const { buyerId } = session;
      const added = await db.transaction((tx) => insertPasskey(tx, buyerId, { ...passkey, name }, MOST));
      if (added === 'full') throw new Refusal({ code: 'too_many_passkeys' });
      if (!added) throw new Refusal({ code: 'passkey_refused' });
      return added;
    },

    /** Removes one of the buyer's passkeys. @throws {Refusal} `sign_in_again`, `passkey_not_found`. */
    async remove(session: SessionName, id: string): Promise<void> {
      await requireFresh(db, session);
      if (!(await db.transaction((tx) => deletePasskey(tx, session.buyerId, id))))
        throw new Refusal({ code: 'passkey_not_found' });
    },
  };
}

/** The challenge that a browser says it answers; whether it is ours, the database knows. */
function challengeIn(clientData: string): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientData, 'base64url').toString()) as {
      challenge?: unknown;
    };
    return typeof challenge === 'string' && /^[\w-]{16,100}$/.test(challenge) ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the counter of an answer that the key has signed; undefined if anything about it is wrong. */
async function counterOf(
  answer: AuthenticationResponseJSON,
  challenge: string,
  { host, origin }: Site,
  { buyerId, publicKey }: PasskeyKey,
): Promise<number | undefined> {
  const { userHandle } = answer.response;
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== buyerId) return undefined;
  const { verifyAuthenticationResponse } = await library();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: host },
      // The database compares the counter, so that of two answers at once only one counts.
      credential: { id: answer.id, publicKey: new Uint8Array(publicKey), counter: 0 },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the passkey of an answer; undefined if anything about it is wrong. */
async function passkeyOf(answer: RegistrationResponseJSON, challenge: string, { host, origin }: Site) {
  const { verifyRegistrationResponse } = await library();
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: answer,
      ...{ expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: host },
      requireUserVerification: true,
    });
    const { id, publicKey, counter } = registrationInfo?.credential ?? {};
    if (id === undefined || publicKey === undefined || counter === undefined) return undefined;
    return { id, publicKey, counter, transports: answer.response.transports ?? [] };
  } catch {
    return undefined;
  }
}
