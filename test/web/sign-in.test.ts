/** Signing in and the account in a real browser on the real program; one file, so that its tests share both. */
import { describeInBrowser } from '../helpers/browser';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { startIssuer } from '../helpers/issuer';
import { openTheatre, type Theatre } from '../helpers/visitors';
import { account } from './sign-in/account';
import { asOperator } from './sign-in/as-operator';
import { elsewhere } from './sign-in/elsewhere';
import { inPlace } from './sign-in/in-place';
import { theLink } from './sign-in/the-link';

describeInBrowser('Signing in on the pages', () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  let database: TestDatabase;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  beforeAll(async () => {
    issuer = await startIssuer('elsewhere');
    database = await createTestDatabase();
    const { clientId, clientSecret } = issuer.settings;
    const provider = {
      ...{ OIDC_ELSEWHERE_ISSUER: issuer.url, OIDC_ELSEWHERE_NAME: 'Elsewhere' },
      ...{ OIDC_ELSEWHERE_CLIENT_ID: clientId, OIDC_ELSEWHERE_CLIENT_SECRET: clientSecret },
    };
    // Passkeys belong to a host, and an address of numbers is none.
    theatre = open = await openTheatre({ ...provider, DATABASE_URL: database.url }, 'localhost');
    await issuer.knows(`${theatre.base}/api/sign-in/oidc/elsewhere/callback`);
  }, 60_000);
  afterAll(async () => {
    await open?.close();
    await database.db.close();
    await issuer.stop();
  }, 60_000);

  describe('in place', () => inPlace(() => theatre));
  describe('the link of a mail', () => theLink(() => theatre));
  describe('elsewhere', () =>
    elsewhere(
      () => theatre,
      () => issuer,
    ));
  describe('the account', () => account(() => theatre));
  describe('as an operator', () =>
    asOperator(
      () => theatre,
      () => issuer,
      () => database.db,
    ));
});
