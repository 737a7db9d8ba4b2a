import type { Request, Response } from 'express';
import { operatorOf, signIn } from '../../src/http/operator-session';
import { createSessions, newSession } from '../../src/http/session';
import { signed, verified } from '../../src/http/signing';

const [OLD, NEW] = ['the-old-secret-a1b2c3', 'the-new-secret-d4e5f6'] as const;
const asking = (headers: Record<string, string>) =>
  ({ method: 'GET', get: (name: string) => headers[name] }) as unknown as Request;

test('the first secret signs and all verify', () => {
  expect(verified(signed('x', [NEW, OLD]), [NEW])).toBe('x');
  expect(verified(signed('x', [NEW, OLD]), [OLD])).toBeUndefined();
  expect(verified(signed('x', [OLD]), [NEW, OLD])).toBe('x');
  expect(verified('x.forged', [NEW, OLD])).toBeUndefined();
});

test('a session signed with the old secret is valid while that secret is listed', () => {
  const { buyerId, token } = newSession([OLD]);
  const request = asking({ authorization: `Bearer ${token}` });
  const none = { has: () => false };
  expect(createSessions([NEW, OLD], none).require(request).buyerId).toBe(buyerId);
  expect(() => createSessions([NEW], none).require(request)).toThrow('A session is required');
});

test('so is a sign-in of an operator, until the admin token changes', () => {
  let cookie = '';
  const response = { cookie: (_name: string, value: string) => (cookie = value) } as unknown as Response;
  const limits = { wrongToken: () => undefined };
  signIn(asking({}), response, { adminToken: 'token', sessionSecrets: [OLD], limits }, 'Ana');
  const ask = (adminToken: string, sessionSecrets: readonly [string, ...string[]]) => () =>
    operatorOf(asking({ cookie: `bilheteria_operator=${cookie}` }), { adminToken, sessionSecrets, limits });
  expect(ask('token', [NEW, OLD])).not.toThrow();
  expect(ask('token', [NEW])).toThrow('Sign in');
  expect(ask('other', [NEW, OLD])).toThrow('Sign in');
});
