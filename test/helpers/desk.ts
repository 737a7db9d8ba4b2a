/** The real program, a real browser, and an operator at `/operate`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { ask, newBuyer, startApp, type Answer, type App } from './app';
import { launchBrowser } from './browser';
import { createTestDatabase, type TestDatabase } from './database';
import { SECRET } from './http-app';

const day = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * day).toISOString();

/** An event as an operator sends it, on sale, without payments, with two ticket types. */
export const definition = (settings = {}) => ({
  ...{ name: 'Rock no Rio', venue: 'Parque Olímpico', startsAt: at(30), onSaleAt: at(-1), closesAt: at(29) },
  payment: 'none',
  ticketTypes: [
    { id: 'pista', name: 'Pista', priceCents: 49_500, currency: 'BRL', capacity: 40 },
    { id: 'vip', name: 'Área VIP', priceCents: 120_000, currency: 'BRL', capacity: 10 },
  ],
  ...settings,
});

export interface Desk {
  app: App;
  sale: TestDatabase;
  page: Page;
  /** The address of the page. */
  address: string;
  put(id: string, settings?: Record<string, unknown>): Promise<Answer>;
  read(id: string): Promise<Record<string, unknown>>;
  /** The address of a pre-order in the API. */
  own(held: Answer): string;
  /** A new buyer holds tickets, over HTTP, and pays for them if `pays`. */
  buys(
    event: string,
    quantity: number,
    pays?: boolean,
    ticketType?: string,
  ): Promise<{ token: string; held: Answer }>;
  /** The value of one of the page's figures. */
  figure(term: string): Locator;
  shows(term: string, value: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  press(name: string, within?: Pick<Page, 'getByRole'>): Promise<void>;
  dialog(): Locator;
  notified(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts the program and a browser that shows the operator's page. Close it when done. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria operate '));
  const sale = await createTestDatabase();
  const [app, browser] = await Promise.all([
    startApp(folder, { DATABASE_URL: sale.url, SESSION_SECRET: SECRET }),
    launchBrowser(),
  ]);
  const context = await browser.newContext({
    ...{ locale: 'en-GB', timezoneId: 'UTC', viewport: { width: 1280, height: 800 } },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const own = (held: Answer) => `${app.url}/pre-orders/${String(held.body['id'])}`;
  const figure = (term: string) =>
    page
      .locator('.numbers > div')
      .filter({ has: page.getByText(term, { exact: true }) })
      .locator('dd');
  return {
    ...{ app, sale, page, own, figure },
    address: `${app.url.replace(/api$/, '')}operate`,
    put: (id, settings) => ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, definition(settings)),
    read: async (id) => (await ask(`${app.url}/events/${id}`, 'GET')).body,
    async buys(event, quantity, pays = false, ticketType = 'pista') {
      const token = await newBuyer(app);
      const items = [{ ticketType, quantity }];
      const held = await ask(`${app.url}/events/${event}/pre-orders`, 'POST', token, { items });
      if (pays) await ask(`${own(held)}/checkout`, 'POST', token, {});
      return { token, held };
    },
    shows: (term, value) => figure(term).getByText(value, { exact: true }).waitFor(),
    fill: (label, text) => page.getByLabel(label, { exact: true }).fill(text),
    press: (name, within = page) => within.getByRole('button', { name, exact: true }).click(),
    dialog: () => page.getByRole('dialog'),
    notified: (text) => page.locator('.notification').getByText(text, { exact: true }).waitFor(),
    async close() {
      await browser.close();
      await app.end('SIGTERM');
      await sale.db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
