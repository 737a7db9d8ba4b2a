import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { ProviderSettings } from '../../src/accounts/oidc-provider';

/** Who the user of a provider is. */
export interface IssuedAccount {
  sub: string;
  email?: string;
  email_verified?: boolean;
  /** Says no to the client. */
  refuses?: boolean;
}

/** Starts a real OpenID Connect provider. */
export async function startIssuer(id: string) {
  const child = fork(path.join(__dirname, 'issuer-process.mjs'), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const answer = async (told?: object) => {
    const said = once(child, 'message');
    if (told) child.send(told);
    return ((await said) as [{ url?: string }])[0];
  };
  const { url = '' } = await answer();
  const settings: ProviderSettings = {
    ...{ id, name: id, issuer: url, clientId: `client-of-${id}`, clientSecret: 'a secret of the client' },
  };
  return {
    ...{ url, settings },
    /** Tells it to whom it may lead browsers back. */
    knows: (redirectUri: string) => answer({ client: { ...settings, redirectUri } }),
    /** Browsers that come from here on are this user; those that came before stay who they were. */
    is: (account: IssuedAccount) => answer({ account }),
    async stop() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
