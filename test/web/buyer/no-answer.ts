/** What the page says when it can't work as usual: blocked cookies and a server that takes long to answer. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect, launchWithSettings } from '../../helpers/browser';
import { button, stage, type Theatre } from '../../helpers/visitors';

/** Chromium's setting for a browser that keeps and sends no cookies. */
const NO_COOKIES = { profile: { default_content_setting_values: { cookies: 2 } } };

export function noAnswer(theatre: () => Theatre): void {
  test('a browser that blocks cookies is told so, and the page makes no new session each second', async () => {
    await theatre().put('no-cookies', { maxPerBuyer: 1 });
    const profile = await mkdtemp(path.join(tmpdir(), 'bilheteria no cookies '));
    const person = await launchWithSettings(profile, NO_COOKIES);
    const page = await theatre().visit(person, 'no-cookies');
    await page.getByText("Your browser isn't sending cookies.").waitFor();
    const sessions: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/api/session')) sessions.push(request.url());
    });
    const refused = page.waitForResponse(
      (response) => response.status() === 401 && sessions.length > 0 && !response.url().includes('stream'),
    );
    await button(page, 'Reserve 1 ticket').click();
    await refused;
    await page.getByText("Your browser isn't sending cookies.").waitFor();
    await button(page, 'Reserve 1 ticket').waitFor();
    expect(sessions).toHaveLength(1);
    await inspect(page, 'no-cookies');
    await person.close();
    await rm(profile, { recursive: true, force: true });
  });

  test('a server that does not answer is noticed after five seconds', async () => {
    await theatre().put('frozen');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'frozen');
    await page.clock.install();
    await button(page, 'Reserve 1 ticket').waitFor();
    let answer: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => (answer = resolve));
    const requested = page.waitForRequest('**/pre-orders');
    await page.route('**/pre-orders', async (route) => {
      await frozen;
      await route.continue();
    });
    await button(page, 'Reserve 1 ticket').click();
    await requested;
    const notice = page.getByText('This is taking longer than usual.');
    // The page's clock also goes on by itself while the test runs.
    await page.clock.runFor(4_000);
    expect(await notice.count()).toBe(0);
    await page.clock.runFor(1_000);
    await notice.waitFor();
    await inspect(page, 'slow');
    answer();
    await stage(page, 'held').waitFor();
    await notice.waitFor({ state: 'detached' });
    await person.close();
  });
}
