/** The pages at any width and size of text, in both languages; one file, so that its tests share the program. */
import { describeInBrowser } from '../helpers/browser';
import { openTheatre, type Theatre } from '../helpers/visitors';
import { choosing } from './layout/choosing';
import { fitting } from './layout/fitting';
import { otherSettings } from './layout/other-settings';

describeInBrowser('The layout of the pages', () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  beforeAll(async () => {
    theatre = open = await openTheatre();
  }, 60_000);
  afterAll(() => open?.close(), 60_000);

  describe('choosing', () => choosing(() => theatre));
  describe('other settings', () => otherSettings(() => theatre));
  describe('fitting', () => fitting(() => theatre));
});
