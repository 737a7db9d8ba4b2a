/** Several tabs of one browser: they share one stream. */
import type { BrowserContext, Page, Request } from 'playwright-core';
import { inForm } from '../../helpers/long';
import { button, stage, type, type Theatre } from '../../helpers/visitors';

/** The streams of this person's tabs that are open now, and a wait for their number. */
function watchStreams(person: BrowserContext) {
  const open = new Map<Request, string>();
  const onChange = new Set<() => void>();
  const change = (apply: () => void) => {
    apply();
    onChange.forEach((check) => check());
  };
  person.on('request', (request) => {
    if (/\/stream(\?|$)/.test(request.url())) change(() => open.set(request, request.url()));
  });
  person.on('requestfinished', (request) => change(() => open.delete(request)));
  person.on('requestfailed', (request) => change(() => open.delete(request)));
  person.on('page', (page) =>
    page.on('close', () =>
      change(() => {
        for (const request of open.keys()) if (request.frame().page() === page) open.delete(request);
      }),
    ),
  );
  return {
    until: (right: (urls: string[]) => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (!right([...open.values()])) return;
          onChange.delete(check);
          resolve();
        };
        onChange.add(check);
        check();
      }),
  };
}

/** More than the six connections that a browser has for a host. */
const TABS = inForm({ short: 7, long: 10 });

export function manyTabs(theatre: () => Theatre): void {
  test('more tabs of different events in line than a browser has connections load and work over one connection; another tab takes over', async () => {
    const ids = Array.from({ length: TABS }, (_, i) => `tab-${i}`);
    const person = await theatre().person();
    const streams = watchStreams(person);
    const owners = new Map<string, () => Promise<unknown>>();
    for (const id of ids) {
      await theatre().put(id, { maxPerBuyer: 1, ticketTypes: [type('pista', 'Pista', 1)] });
      const [token, { body }] = await theatre().other(id);
      owners.set(id, () =>
        fetch(`${theatre().app.url}/pre-orders/${String(body['id'])}`, {
          ...{ method: 'DELETE', headers: { authorization: `Bearer ${token}` } },
        }),
      );
    }
    const tabs: Page[] = [];
    for (const id of ids) {
      const tab = await theatre().visit(person, id);
      await stage(tab, 'in_line').waitFor();
      tabs.push(tab);
    }
    const [first, next, last] = [tabs[0], tabs[TABS - 2], tabs[TABS - 1]] as [Page, Page, Page];
    // One stream has all events and places.
    const subjects = (url = '') => (url.match(/%2C/g) ?? []).length + 2;
    await streams.until((urls) => urls.length === 1 && subjects(urls[0]) === 2 * TABS);
    await owners.get(ids[TABS - 2] ?? '')?.();
    await stage(next, 'held').waitFor();

    // The first tab has the stream. It goes, and the others stay current.
    await first.close();
    await streams.until(
      (urls) =>
        urls.length === 1 && !urls[0]?.includes('tab-0') && urls[0]?.includes(`tab-${TABS - 1}`) === true,
    );
    await owners.get(ids[TABS - 1] ?? '')?.();
    await stage(last, 'held').waitFor();
    await button(last, /^Pay/).click();
    await stage(last, 'sold').waitFor();
    await person.close();
  }, 90_000);

  test('hidden tabs have no stream, and a tab that is shown again is current', async () => {
    await theatre().put('hidden', { ticketTypes: [type('pista', 'Pista', 50)] });
    const person = await theatre().person();
    const streams = watchStreams(person);
    const page = await theatre().visit(person, 'hidden');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    await streams.until((urls) => urls.length === 1 && /preOrders=[^&]/.test(urls[0] ?? ''));
    const setVisibility = (state: 'hidden' | 'visible') =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true });
        Object.defineProperty(document, 'hidden', { value: now === 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await setVisibility('hidden');
    await streams.until((urls) => urls.length === 0);
    await setVisibility('visible');
    await streams.until((urls) => urls.length === 1);
    await button(page, /^Pay/).click();
    await stage(page, 'sold').waitFor();
    // What is finished is streamed no more.
    await streams.until((urls) => urls.length === 1 && /preOrders=(&|$)/.test(urls[0] ?? ''));
    await person.close();
  });

  test('without the browser’s locks the tab that was opened last has the stream', async () => {
    await Promise.all(['old-1', 'old-2'].map((id) => theatre().put(id)));
    const person = await theatre().person();
    await person.addInitScript(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
    const streams = watchStreams(person);
    const [first, second] = [await theatre().visit(person, 'old-1'), await theatre().visit(person, 'old-2')];
    await streams.until((urls) => urls.length === 1 && urls[0]?.includes('old-2') === true);
    await theatre().other('old-1', 3);
    await Promise.all([
      first.getByText('97 available').waitFor(),
      button(second, 'Reserve 1 ticket').waitFor(),
    ]);
    await person.close();
  });
}
