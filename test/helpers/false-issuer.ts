/** An OpenID Connect provider in the test's hands, which can also say what no honest one would. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ProviderSettings } from '../../src/accounts/oidc-provider';

type Json = Record<string, unknown>;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const seconds = () => Math.floor(Date.now() / 1_000);

/** What the test wants the answers to be; the rest is as it should be. */
export interface Says {
  /** Over the claims of the ID token. */
  claims?: Json;
  header?: Json;
  /** A whole ID token, instead of a new one. */
  idToken?: string | null;
  /** With another key than the published one. */
  otherKey?: boolean;
  userinfo?: Json;
  tokenStatus?: number;
}

export async function startFalseIssuer(id: string) {
  const [own, other] = [keyPair(), keyPair()];
  const state = { idTokens: [] as string[], verified: 0, hangs: false };
  const asked = new Map<string, { says: Says; nonce: string; challenge: string }>();
  let url = '';
  const clientId = `client of ${id}`;

  function idToken({ claims, header, otherKey, idToken: given }: Says, nonce: string): string | null {
    if (given !== undefined) return given;
    const now = seconds();
    const all = { iss: url, aud: clientId, sub: 'somebody', iat: now, exp: now + 60, nonce, ...claims };
    const signed = `${encode({ alg: 'RS256', kid: 'one', ...header })}.${encode(all)}`;
    const signature = sign('sha256', Buffer.from(signed), (otherKey ? other : own).privateKey);
    const made = header?.['alg'] === 'none' ? `${signed}.` : `${signed}.${signature.toString('base64url')}`;
    state.idTokens.push(made);
    return made;
  }
  async function token(request: IncomingMessage): Promise<[number, Json]> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const sent = new URLSearchParams(text);
    const code = sent.get('code') ?? '';
    const { says = {}, nonce = '', challenge } = asked.get(code) ?? {};
    const verifier = sent.get('code_verifier') ?? '';
    if (createHash('sha256').update(verifier).digest('base64url') === challenge) state.verified += 1;
    const made = idToken(says, nonce);
    if (says.tokenStatus !== undefined) return [says.tokenStatus, { error: 'server_error' }];
    return [200, { access_token: code, token_type: 'bearer', ...(made !== null && { id_token: made }) }];
  }
  const answers: Record<string, (request: IncomingMessage) => Promise<[number, Json]> | [number, Json]> = {
    '/.well-known/openid-configuration': () => [
      200,
      {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/jwks`,
        userinfo_endpoint: `${url}/userinfo`,
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      },
    ],
    '/jwks': () => [
      200,
      { keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
    ],
    '/token': token,
    '/userinfo'({ headers }) {
      const { says = {} } = asked.get((headers.authorization ?? '').replace(/^bearer /i, '')) ?? {};
      return [200, { sub: says.claims?.['sub'] ?? 'somebody', ...says.userinfo }];
    },
  };
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (state.hangs) return;
    const [status, body] = (await answers[request.url ?? '']?.(request)) ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...{ state, url },
    settings: {
      id,
      name: `The ${id}`,
      issuer: url,
      clientId,
      clientSecret: randomUUID(),
    } satisfies ProviderSettings,
    /** Takes the browser's request, and keeps what it will say of it. @returns the parameters of its return. */
    authorize(location: string, says: Says = {}): Record<string, string> {
      const { searchParams } = new URL(location);
      const code = randomUUID();
      const nonce = searchParams.get('nonce') ?? '';
      asked.set(code, { says, nonce, challenge: searchParams.get('code_challenge') ?? '' });
      return { code, state: searchParams.get('state') ?? '', iss: url };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
