/** A page that nobody has opened yet: the browser renders it ahead of time. */
import { preOrdersOf, stage, type Theatre } from '../../helpers/visitors';

export function unseen(theatre: () => Theatre): void {
  test('a prerendered page asks for nothing; once it is opened, it asks for the one ticket', async () => {
    await theatre().put('prerendered', { maxPerBuyer: 1 });
    const person = await theatre().person();
    const page = await person.newPage();
    page.setDefaultTimeout(15_000);
    // The browser's own prerendering can't be driven by a test, so the page is told that it is prerendered.
    await page.addInitScript(() => {
      Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
    });
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/'))
        asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await page.goto(`${theatre().base}/events/prerendered`, { waitUntil: 'networkidle' });
    expect(asked).toEqual([]);
    expect(await preOrdersOf(page)).toEqual([]);
    await page.goto(`${theatre().base}/operate`, { waitUntil: 'networkidle' });
    expect(asked).toEqual([]);

    await page.goto(`${theatre().base}/events/prerendered`, { waitUntil: 'networkidle' });
    await page.evaluate(() => {
      Object.defineProperty(document, 'prerendering', { value: false });
      document.dispatchEvent(new Event('prerenderingchange'));
    });
    await stage(page, 'held').waitFor();
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'pre_order' }]);
    await person.close();
  });
}
