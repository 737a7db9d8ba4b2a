import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../db/database';
import { recordGeneralAction } from '../db/operator-actions';
import {
  insertServiceToken,
  listServiceTokens,
  revokeServiceToken,
  useServiceToken,
} from '../db/service-tokens';
import { Refusal } from '../domain/refusal';
import type { Operator, ServiceRole } from '../domain/roles';

/** Makes a token recognisable, to people and to programs that look for secrets in the wrong place. */
const PREFIX = 'bt_';
const TOKEN = /^bt_[\w-]{43}$/;

const hashOf = (token: string) => createHash('sha256').update(token).digest();

export interface NewToken {
  name: string;
  role: ServiceRole;
  /** Undefined for all. */
  events?: string[] | undefined;
}

/** The use cases of services' tokens. */
export function createServiceTokens(db: Database) {
  return {
    list: () => listServiceTokens(db),
    /** @returns the token, which nothing can tell again. */
    async create({ name, role, events }: NewToken, who: string): Promise<{ id: string; token: string }> {
      const [id, token] = [randomUUID(), PREFIX + randomBytes(32).toString('base64url')];
      await db.transaction(async (tx) => {
        await insertServiceToken(tx, { id, name, role, events: events ?? null, hash: hashOf(token), who });
        const detail = { tokenId: id, tokenName: name, role, ...(events && { events }) };
        await recordGeneralAction(tx, { who, what: 'create_token', detail });
      });
      return { id, token };
    },
    /** Again, it changes nothing. @throws {Refusal} `token_not_found`. */
    revoke: (id: string, who: string): Promise<void> =>
      db.transaction(async (tx) => {
        const revoked = await revokeServiceToken(tx, id);
        if (!revoked) throw new Refusal({ code: 'token_not_found' });
        const detail = { tokenId: id, tokenName: revoked.name };
        if (revoked.now) await recordGeneralAction(tx, { who, what: 'revoke_token', detail });
      }),
    /** The service that a token belongs to; undefined for any other text, and once it is revoked. */
    async find(token: string): Promise<Operator | undefined> {
      const found = TOKEN.test(token) ? await useServiceToken(db, hashOf(token)) : undefined;
      if (!found) return undefined;
      const { name, role, events } = found;
      return { name: `token:${name}`, role, ...(events && { events }) };
    },
  };
}
