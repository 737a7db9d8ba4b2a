/** Work before a code and before a draw, in a real browser on the real program. */
import { someone } from '../helpers/accounts';
import { ask, newBuyer } from '../helpers/app';
import { describeInBrowser } from '../helpers/browser';
import { button, inSeconds, stage, openTheatre, type Theatre } from '../helpers/visitors';
import { askForCode, enterCode, signIn } from './sign-in/typing';

describeInBrowser('Work that a browser does', () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  beforeAll(async () => {
    // Browsers derive keys on secure pages only, such as those of localhost.
    theatre = open = await openTheatre({ PROOF_OF_WORK: '500' }, 'localhost');
  }, 60_000);
  afterAll(() => open?.close(), 60_000);

  const visit = async (id: string) => {
    const page = await theatre.visit(await theatre.person(), id);
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (/\/proof-.*\.js$/.test(request.url())) scripts.push(request.url());
    });
    return { page, scripts };
  };

  test('a code is asked for after it, and a known buyer is asked for none', async () => {
    await theatre.put('codes', { signIn: 'required' });
    const { page, scripts } = await visit('codes');
    expect(scripts).toEqual([]);
    const { email } = someone();
    // The work begins once its words have been seen.
    await page.route(/\/proof-.*\.js$/, async (route) => {
      await page.getByText('One moment: your browser is doing a short check').waitFor();
      await route.continue();
    });
    await askForCode(page, email);
    expect(scripts).toHaveLength(1);
    await enterCode(page, await theatre.codeTo(email));
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    expect(scripts).toHaveLength(1);
    await page.context().close();
  });

  test('a draw is entered after it; on sale nobody is asked', async () => {
    const draw = { draw: true, onSaleAt: inSeconds(3_600) };
    await theatre.put('drawn', draw);
    const { page, scripts } = await visit('drawn');
    await button(page, 'Enter the draw for 1 ticket').click();
    await stage(page, 'draw').waitFor();
    expect(scripts).toHaveLength(1);
    await page.context().close();

    const order = { items: [{ ticketType: 'pista', quantity: 1 }] };
    const enter = async (id: string) =>
      ask(`${theatre.app.url}/events/${id}/pre-orders`, 'POST', await newBuyer(theatre.app), order);
    expect(await enter('drawn')).toMatchObject({
      ...{ status: 428, body: { code: 'proof_required', challenge: { parameters: { cost: 500 } } } },
    });
    await theatre.put('sold-now');
    expect((await enter('sold-now')).status).toBe(201);
    const known = await visit('drawn');
    await known.page.goto(`${theatre.base}/account?next=/events/drawn`);
    await signIn(theatre, known.page);
    await button(known.page, 'Enter the draw for 1 ticket').click();
    await stage(known.page, 'draw').waitFor();
    // For the code, and not for the draw.
    expect(known.scripts).toHaveLength(1);
    await known.page.context().close();
  });
});
