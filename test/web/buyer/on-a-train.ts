/** The first view on a bad connection: its size, and how long it takes. */
import { countBytes, slowPhone } from '../../helpers/browser';
import { button, stage, type, type Theatre } from '../../helpers/visitors';

/** The largest first view, as transferred, in bytes. */
const MOST_BYTES = 40_000;

/** The latest time at which it is readable, and at which tickets can be requested, in milliseconds. */
const READABLE_MS = 5_000;
const READY_MS = 8_000;

export function onATrain(theatre: () => Theatre): void {
  test('the first view is at most 40 kB, readable in 5 s and usable in 8 s on slow 3G with a quarter of the CPU', async () => {
    await theatre().put('train', {
      ticketTypes: [type('pista', 'Pista', 1_000), type('premium', 'Premium', 300), type('vip', 'VIP', 50)],
    });
    const person = await theatre().person();
    const page = await person.newPage();
    const bytes = await countBytes(page);
    await slowPhone(page);
    await page.goto(`${theatre().base}/events/train`, { waitUntil: 'commit' });
    await page.locator('[aria-label="Add one: Pista"]:enabled').waitFor();
    const times = await page.evaluate(async () => {
      const readyMs = performance.now();
      const paint = await new Promise<PerformanceEntry>((resolve) => {
        new PerformanceObserver((list) => {
          const [first] = list.getEntriesByName('first-contentful-paint');
          if (first) resolve(first);
        }).observe({ type: 'paint', buffered: true });
      });
      return { readyMs, readableMs: paint.startTime };
    });
    const size = bytes();
    process.stdout.write(
      `First view on slow 3G: ${size} bytes, readable after ${Math.round(times.readableMs)} ms, ` +
        `usable after ${Math.round(times.readyMs)} ms\n`,
    );
    expect(size).toBeGreaterThan(5_000);
    expect(size).toBeLessThanOrEqual(MOST_BYTES);
    expect(times.readableMs).toBeLessThan(READABLE_MS);
    expect(times.readyMs).toBeLessThan(READY_MS);

    await button(page, 'Add one: Pista').click();
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    await person.close();
  });
}
