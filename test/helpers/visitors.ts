/** The real program, a real browser, and people who visit an event's page. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ask, newBuyer, startApp, type Answer, type App } from './app';
import { launchBrowser } from './browser';
import { givenServers } from './given-servers';
import { startMailServer, type MailServer } from './mail-server';

export interface Theatre {
  app: App;
  /** Where the program sends mails. */
  mail: MailServer;
  browser: Browser;
  /** The address of the pages. */
  base: string;
  /** Creates an event or changes it; by default 100 tickets of one type, on sale, and not paid for. */
  put(id: string, settings?: Record<string, unknown>): Promise<void>;
  /** Sends an operator's action. */
  operate(id: string, what: string, body?: unknown): Promise<Answer>;
  /** Another buyer asks for tickets over HTTP. @returns their token and the answer. */
  other(id: string, quantity?: number, ticketType?: string): Promise<[string, Answer]>;
  /** A new person with their own browser context, in English by default. */
  person(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** Opens an event's page. */
  visit(person: BrowserContext, id: string): Promise<Page>;
  /** The code that was mailed to this address, when it comes. @param count the how many-th one. */
  codeTo(address: string, count?: number): Promise<string>;
  close(): Promise<void>;
}

/** The part of the page for a stage of the purchase. */
export const stage = (page: Page, name: string): Locator => page.locator(`[data-stage=${name}]`);

/** A button by its label. */
export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

/** The time this many seconds from now, in the API's format. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

export const type = (id: string, name: string, capacity: number, priceCents = 49_500) => ({
  ...{ id, name, capacity, priceCents, currency: 'BRL' },
});

/** Starts the program and a browser. Close it when done. @param host how the browser calls this machine. */
export async function openTheatre(environment: NodeJS.ProcessEnv = {}, host = '127.0.0.1'): Promise<Theatre> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria pages '));
  const browser = await launchBrowser();
  const mail = await startMailServer();
  const settings = {
    ...(await givenServers(folder)),
    ...{ SMTP_URL: mail.url, MAIL_FROM: 'tickets@example.com', MAIL_PER_SECOND: '50' },
    ...environment,
  };
  const app = await startApp(folder, settings).catch(async (error: unknown) => {
    // An open browser would keep the tests from ending.
    await Promise.all([browser.close(), mail.close()]);
    throw error;
  });
  const base = app.url.replace(/\/api$/, '').replace('127.0.0.1', host);
  return {
    app,
    mail,
    browser,
    base,
    async put(id, settings = {}) {
      const answer = await ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, {
        ...{ name: 'Rock no Rio', venue: 'Parque Olímpico, Rio de Janeiro', timeZone: 'America/Sao_Paulo' },
        ...{ startsAt: '2027-01-24T00:00:00Z', onSaleAt: '2020-01-01T00:00:00Z' },
        ...{ closesAt: '2098-01-01T00:00:00Z', ticketTypes: [type('pista', 'Pista', 100)], payment: 'none' },
        ...settings,
      });
      if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    },
    operate: (id, what, body) => ask(`${app.url}/admin/events/${id}/${what}`, 'POST', app.adminToken, body),
    async other(id, quantity = 1, ticketType = 'pista') {
      const token = await newBuyer(app);
      const body = { items: [{ ticketType, quantity }] };
      return [
        token,
        await ask(`${app.url}/events/${id}/pre-orders`, 'POST', token, body, { prefer: 'wait=0' }),
      ];
    },
    person: (options) =>
      browser.newContext({
        ...{ locale: 'en', timezoneId: 'America/Sao_Paulo', viewport: { width: 360, height: 740 } },
        ...options,
      }),
    async visit(person, id) {
      const page = await person.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(`${base}/events/${id}`);
      return page;
    },
    async codeTo(address, count) {
      const { subject = '' } = await mail.untilTakenTo(address, count);
      return /\d{6}/.exec(subject.replaceAll(' ', ''))?.[0] ?? '';
    },
    async close() {
      await browser.close();
      await app.end('SIGTERM');
      await mail.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** This person's pre-orders, from the API with their cookie. */
export async function preOrdersOf(page: Page): Promise<{ id: string; status: string }[]> {
  const answer = await page.context().request.get(new URL('/api/pre-orders', page.url()).href);
  return ((await answer.json()) as { preOrders: { id: string; status: string }[] }).preOrders;
}
