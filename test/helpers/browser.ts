/** A real browser for tests of the pages: the system's Chromium, driven by playwright-core. */
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { misfits, WINDOWS } from './fit';
import { LONG } from './long';

const ROOT = path.join(__dirname, '..', '..');

/** Where the pictures go; not in the repository. */
export const SCREENSHOTS = path.join(ROOT, 'test-results', 'screenshots');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `CHROMIUM_PATH`, else the first Chromium on PATH. */
function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', ...places].find((file) => {
    try {
      if (!file) return false;
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const executablePath = findChromium();
if (!executablePath)
  process.stderr.write(
    'Browser tests are skipped: no Chromium. Install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.\n',
  );

/** `describe` if there is a browser. Without one the tests are skipped, and one line says what to install. */
export const describeInBrowser: jest.Describe = executablePath ? describe : describe.skip;

function launchOptions() {
  if (!executablePath) throw new Error('There is no Chromium.');
  return {
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  };
}

/** Starts a browser for a test file. Each context is a person with their own cookies. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(launchOptions());

/**
 * Starts a browser of one person, with these settings of Chromium's (its `Preferences` file).
 * @param profile an empty folder for what it keeps.
 */
export function launchWithSettings(profile: string, settings: unknown): Promise<BrowserContext> {
  mkdirSync(path.join(profile, 'Default'), { recursive: true });
  writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
  return chromium.launchPersistentContext(profile, { ...launchOptions(), locale: 'en' });
}

/** In the long form, pictures of the whole page as it is now: 360 and 1280 px wide, light and dark. */
export async function screenshots(page: Page, name: string): Promise<void> {
  if (!LONG) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  const before = page.viewportSize();
  await page.evaluate(() => scrollTo(0, 0));
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const file = path.join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: true, animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** @returns the serious and critical problems that axe finds on the page as it is now, by the rules of WCAG 2.2 AA. */
export async function seriousProblems(page: Page): Promise<string[]> {
  // A face that is still fading in has less contrast than it will have.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((one) => one.finished)));
  // The debugger evaluates it, so the page's own policy needs no exception.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(options: unknown): Promise<AxeResults> } }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      rules: { 'landmark-unique': { enabled: true } },
    }),
  );
  return violations
    .filter(({ id, impact }) => impact === 'serious' || impact === 'critical' || id === 'landmark-unique')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** Takes pictures of the page as it is now, and expects that it fits and that axe finds nothing wrong with it. */
export async function inspect(page: Page, name: string): Promise<void> {
  await screenshots(page, name);
  expect(await misfits(page, LONG ? WINDOWS : WINDOWS.filter(({ hard }) => hard))).toEqual([]);
  expect(await seriousProblems(page)).toEqual([]);
}

/** An old phone on a train: Chromium's slow 3G (400 kbit/s, 2 s of delay for each request) and a quarter of the CPU. */
export async function slowPhone(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 2_000, downloadThroughput: 50_000, uploadThroughput: 50_000 },
    connectionType: 'cellular3g',
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Counts the bytes that the page gets over the network from now on, as encoded, headers included. */
export async function countBytes(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  return () => bytes;
}
