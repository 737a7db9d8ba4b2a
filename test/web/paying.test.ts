/** Paying on the pages in a real browser, with the real program and its payment sandbox; one file, so that its tests share them. */
import { describeInBrowser } from '../helpers/browser';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox';
import { openTheatre, type Theatre } from '../helpers/visitors';
import { byCard } from './paying/by-card';
import { byPix } from './paying/by-pix';
import { gettingMoneyBack } from './paying/getting-money-back';
import { tooLate } from './paying/too-late';
import { wayOut } from './paying/way-out';

describeInBrowser('Paying on the pages', () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    // As short as they can be, so that a payment can come too late here.
    const grace = { PAYMENT_GRACE_CARD_SECONDS: '0', PAYMENT_GRACE_PIX_SECONDS: '10' };
    theatre = open = await openTheatre({ ...sandbox.environment, ...grace });
    sandbox.follow(theatre.app.url);
  }, 60_000);
  afterAll(async () => {
    await open?.close();
    await sandbox.stop();
  }, 60_000);

  describe('by card', () => byCard(() => theatre));
  describe('by Pix', () => byPix(() => theatre));
  describe('the way out', () =>
    wayOut(
      () => theatre,
      () => sandbox,
    ));
  describe('too late', () =>
    tooLate(
      () => theatre,
      () => sandbox,
    ));
  describe('getting money back', () =>
    gettingMoneyBack(
      () => theatre,
      () => sandbox,
    ));
});
