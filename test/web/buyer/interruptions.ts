/** Lost networks, reloads, locked phones and inactive buyers. */
import { inspect } from '../../helpers/browser';
import { button, preOrdersOf, stage, type Theatre } from '../../helpers/visitors';

export function interruptions(theatre: () => Theatre): void {
  test('the network fails during a checkout: the page says so and retries, and there is one sale', async () => {
    await theatre().put('lost');
    const person = await theatre().person();
    await person.route(/\/api\/stream/, (route) => route.abort());
    const page = await theatre().visit(person, 'lost');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    // The first request reaches the server, and its answer is lost with the network.
    let requests = 0;
    await page.route('**/checkout', async (route) => {
      requests += 1;
      if (requests > 1) return route.continue();
      await person.setOffline(true);
      await route.fetch();
      await route.abort();
    });
    await button(page, /^Pay/).click();
    await page.getByText("You're offline").waitFor();
    expect(await page.locator('.connection').innerText()).toContain(
      'will keep trying until we get an answer',
    );
    await inspect(page, 'offline');
    expect(await stage(page, 'held').count()).toBe(1);
    await person.setOffline(false);
    await stage(page, 'sold').waitFor();
    await page.getByText("You're offline").waitFor({ state: 'detached' });
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'sold' }]);
    await person.close();
  });

  test('a request that was not answered before a reload is repeated after it and takes effect once', async () => {
    await theatre().put('reload');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'reload');
    const keys: (string | undefined)[] = [];
    const asked = new Promise<void>((resolve) => {
      void page.route('**/api/events/*/pre-orders', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        resolve();
      });
    });
    await button(page, 'Add one: Pista').click();
    await button(page, 'Reserve 2 tickets').click();
    await asked;
    await page.reload();
    await stage(page, 'held').waitFor();
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'pre_order' }]);
    expect(new Set(keys).size).toBe(1);
    await person.close();
  });

  test('an inactive buyer is asked whether they are still there; an answer keeps the hold, silence ends it', async () => {
    await theatre().put('idle', { idleSeconds: 3 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'idle');
    await button(page, 'Reserve 1 ticket').click();
    const question = page.getByRole('alertdialog', { name: 'Are you still there?' });
    await question.waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Yes, keep my tickets');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    await stage(page, 'held').waitFor();
    await question.waitFor();
    await stage(page, 'ended').waitFor();
    expect(await question.isVisible()).toBe(false);
    expect(await stage(page, 'ended').innerText()).toContain('expired because you were inactive');
    await inspect(page, 'idle');
    await button(page, 'Try again').click();
    await stage(page, 'choose').waitFor();

    await theatre().put('still', { idleSeconds: 59 });
    const other = await theatre().visit(person, 'still');
    await other.clock.install();
    await button(other, 'Reserve 1 ticket').click();
    await stage(other, 'held').waitFor();
    await other.clock.fastForward(30_000);
    await other.getByRole('alertdialog').waitFor();
    await inspect(other, 'still-there');
    await person.close();
  });

  test('after a locked phone and an unreachable server the page catches up', async () => {
    await theatre().put('locked');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'locked');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    /** The events of a phone that is locked or unlocked. */
    const setVisibility = (state: 'hidden' | 'visible') =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
        Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await setVisibility('hidden');
    await page.route('**/api/**', (route) => route.abort());
    const [held] = await preOrdersOf(page);
    await person.request.delete(`${theatre().app.url}/pre-orders/${String(held?.id)}`);
    await setVisibility('visible');
    await page.getByText("We're having trouble connecting.").waitFor();
    expect(await stage(page, 'held').count()).toBe(1);
    await page.unroute('**/api/**');
    await stage(page, 'ended').waitFor();
    await page.getByText("We're having trouble connecting.").waitFor({ state: 'detached' });
    await person.close();
  });
}
