/**
 * A real OpenID Connect provider (oidc-provider) in a process of its own. It says where it is, is told who its clients are,
 * and who its one user is from here on; whoever comes is that user, without being asked.
 */
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const server = createServer();
let account = { sub: 'somebody' };

function start({ clientId, clientSecret, redirectUri }) {
  const provider = new Provider(process.env.ISSUER, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    cookies: { keys: ['the keys of this provider’s cookies'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...account, sub: id }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Nobody is asked whether the client may know who they are.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) handle(request, response);
    else if (account.refuses)
      void provider.interactionFinished(request, response, { error: 'access_denied' });
    else void provider.interactionFinished(request, response, { login: { accountId: account.sub } });
  });
}

process.on('message', (told) => {
  if (told.client) start(told.client);
  else account = told.account;
  process.send({ done: true });
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.env.ISSUER = `http://127.0.0.1:${server.address().port}`;
  process.send({ url: process.env.ISSUER });
});
