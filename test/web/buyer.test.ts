/** The buyer's page, on the real program in a real browser. Its stories share both, so they are told from one file. */
import { describeInBrowser } from '../helpers/browser';
import { openTheatre, type Theatre } from '../helpers/visitors';
import { buying } from './buyer/buying';
import { onATrain } from './buyer/on-a-train';
import { waiting } from './buyer/waiting';

describeInBrowser("The buyer's page", () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  beforeAll(async () => {
    theatre = open = await openTheatre();
  }, 60_000);
  afterAll(() => open?.close(), 60_000);

  describe('buying', () => buying(() => theatre));
  describe('waiting', () => waiting(() => theatre));
  describe('on an old phone on a train', () => onATrain(() => theatre));
});
