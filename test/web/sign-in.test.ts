/** Signing in and the account in a real browser on the real program; one file, so that its tests share both. */
import { describeInBrowser } from '../helpers/browser';
import { openTheatre, type Theatre } from '../helpers/visitors';
import { account } from './sign-in/account';
import { inPlace } from './sign-in/in-place';
import { theLink } from './sign-in/the-link';

describeInBrowser('Signing in on the pages', () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  beforeAll(async () => {
    open = await openTheatre();
    // Passkeys belong to a host, and an address of numbers is none.
    theatre = { ...open, base: open.base.replace('127.0.0.1', 'localhost') };
  }, 60_000);
  afterAll(() => open?.close(), 60_000);

  describe('in place', () => inPlace(() => theatre));
  describe('the link of a mail', () => theLink(() => theatre));
  describe('the account', () => account(() => theatre));
});
