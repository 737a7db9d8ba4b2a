import type { Request, Response } from 'express';
import { operatorSessionIds, setOperatorCookie, type OperatorKeys } from '../../src/http/operator-session';
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

/** The sign-ins that are found with these keys, of one that was made with the admin token and of another. */
function signIns(made: OperatorKeys, asked: OperatorKeys): string[] {
  return [true, false].flatMap((withToken) => {
    let cookie = '';
    const response = { cookie: (_name: string, value: string) => (cookie = value) } as unknown as Response;
    setOperatorCookie(asking({}), response, made, { id: String(withToken), hours: 1, withToken });
    return operatorSessionIds(asking({ cookie: `bilheteria_operator=${cookie}` }), asked);
  });
}

test('so is a sign-in of an operator; one with the admin token also ends when that token changes', () => {
  const made = { adminToken: 'token', sessionSecrets: [OLD] } as const;
  expect(signIns(made, { ...made, sessionSecrets: [NEW, OLD] })).toEqual(['true', 'false']);
  expect(signIns(made, { ...made, sessionSecrets: [NEW] })).toEqual([]);
  expect(signIns(made, { ...made, adminToken: 'other' })).toEqual(['false']);
});
