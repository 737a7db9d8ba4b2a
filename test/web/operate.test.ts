import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ask, newBuyer, startApp, type App } from '../helpers/app';
import { createTestDatabase, type TestDatabase } from '../helpers/database';
import { pastSale } from '../helpers/past-sale';
import { describeInBrowser, launchBrowser, screenshots, seriousProblems } from '../helpers/browser';

let folder: string;
let sale: TestDatabase;
let app: App;
let browser: Browser;
let page: Page;

const day = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * day).toISOString();
const definition = (settings = {}) => ({
  ...{ name: 'Rock no Rio', venue: 'Parque Olímpico', startsAt: at(30), onSaleAt: at(-1), closesAt: at(29) },
  ticketTypes: [
    { id: 'pista', name: 'Pista', priceCents: 49_500, currency: 'BRL', capacity: 40 },
    { id: 'vip', name: 'Área VIP', priceCents: 120_000, currency: 'BRL', capacity: 10 },
  ],
  ...settings,
});
const put = (id: string, settings = {}) =>
  ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, definition(settings));
const own = (held: { body: Record<string, unknown> }) => `${app.url}/pre-orders/${String(held.body['id'])}`;

/** A new buyer holds tickets, over HTTP, and pays for them if `pays`. */
async function buys(event: string, quantity: number, pays = false, ticketType = 'pista') {
  const token = await newBuyer(app);
  const items = [{ ticketType, quantity }];
  const held = await ask(`${app.url}/events/${event}/pre-orders`, 'POST', token, { items });
  if (pays) await ask(`${own(held)}/checkout`, 'POST', token, {});
  return { token, held };
}

/** The value of one of the page's figures. */
const figure = (term: string) =>
  page
    .locator('.numbers > div')
    .filter({ has: page.getByText(term, { exact: true }) })
    .locator('dd');
const shows = (term: string, value: string) => figure(term).getByText(value, { exact: true }).waitFor();
const press = (name: string, within: Pick<Page, 'getByRole'> = page) =>
  within.getByRole('button', { name, exact: true }).click();
const dialog = () => page.getByRole('dialog');
const notified = (text: string) => page.locator('.notification').getByText(text, { exact: true }).waitFor();

describeInBrowser('the operator', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bilheteria operate '));
    sale = await createTestDatabase();
    [app, browser] = await Promise.all([startApp(folder, { DATABASE_URL: sale.url }), launchBrowser()]);
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.end('SIGTERM');
    await sale.db.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  test('signs in once, and the token is in no address, page or storage', async () => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/ 40[13] /.test(message.text())) errors.push(message.text());
    });
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await page.goto(`${app.url.replace(/api$/, '')}operate`);
    await page.getByLabel('Admin token').fill('a wrong token');
    await page.getByLabel('Your name').fill('Maria');
    await press('Sign in');
    await page.getByText('Incorrect admin token.').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-sign-in');
    await page.getByLabel('Admin token').fill(app.adminToken);
    await press('Sign in');
    await page.getByText('Signed in as Maria').waitFor();
    await page.reload();
    await page.getByText('Signed in as Maria').waitFor();
    expect(addresses.join('\n')).not.toContain(app.adminToken);
    expect(await page.content()).not.toContain(app.adminToken);
    const kept = 'JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])';
    expect(await page.evaluate(kept)).not.toMatch(/operator|token/);
    expect(errors).toEqual([]);
  });

  test('creates an event; errors are shown at their fields, and times are local', async () => {
    await page.getByRole('link', { name: 'New event' }).click();
    await page.getByLabel('Sales open', { exact: true }).waitFor();
    const fill = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);
    const type = page.getByRole('group', { name: 'Ticket type 1' });
    await page.getByRole('group', { name: 'Event details' }).getByLabel('ID').fill('Samba!');
    await fill('Venue', 'Sambódromo');
    await fill('Sales open', '2030-05-01T12:00');
    await fill('Sales close', '2030-04-01T12:00');
    await fill('Event starts', '2030-06-01T20:00');
    await type.getByLabel('Name').fill('Arquibancada');
    await type.getByLabel('ID').fill('arquibancada');
    await type.getByLabel('Price').fill('89.90');
    await type.getByLabel('Capacity').fill('many');
    await press('Create event');
    await page.getByText('Use 1 to 63 lowercase letters, digits and hyphens').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('eventId');
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-form-errors');
    await page.getByRole('group', { name: 'Event details' }).getByLabel('ID').fill('samba');
    await press('Create event');
    for (const problem of [
      'Enter a name of up to 200 characters.',
      'Enter a whole number from 0 to 10,000,000.',
    ])
      await page.getByText(problem).first().waitFor();
    await page.getByRole('group', { name: 'Event details' }).getByLabel('Name').fill('Samba');
    await type.getByLabel('Capacity').fill('500');
    await press('Create event');
    // The API compares the times only once the rest is valid.
    await page.getByText('Enter a date and time after sales open.').waitFor();
    await fill('Sales close', '2030-06-01T12:00');
    await press('Create event');
    await notified('Event created.');
    expect((await ask(`${app.url}/events/samba`, 'GET')).body).toMatchObject({
      onSaleAt: new Date('2030-05-01T12:00').toISOString(),
      ticketTypes: [{ priceCents: 8990, capacity: 500 }],
    });
    await page.getByText('by Maria').waitFor();
  });

  test('sees the figures change as buyers buy', async () => {
    await put('rock', { name: 'Jazz no Parque' });
    await buys('rock', 2, true);
    await page.locator('.back').click();
    await page.getByRole('link', { name: /Jazz no Parque/ }).click();
    await shows('Sold', '2');
    await shows('Held', '0');
    await buys('rock', 3);
    await shows('Held', '3');
    await shows('Available', '45');
    await buys('rock', 1, true, 'vip');
    await shows('Sold', '3');
    await shows('Revenue', 'R$2,190');
    expect(await figure('Oldest open hold').textContent()).toMatch(/^\d+:\d\d$/);
    await page.getByText('OK', { exact: true }).nth(5).waitFor();
    expect(await page.getByText('Failed', { exact: true }).count()).toBe(0);
  });

  test('pauses, resumes and extends; each is confirmed first and logged', async () => {
    const { token, held } = await buys('rock', 1);
    await press('Pause sales');
    await dialog().getByText('Until you resume').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect((await ask(`${app.url}/events/rock`, 'GET')).body['status']).toBe('on_sale');
    await press('Pause sales');
    await press('Pause sales', dialog());
    await notified('Sales are paused.');
    expect((await ask(`${app.url}/events/rock`, 'GET')).body['status']).toBe('paused');
    await press('Resume sales');
    await press('Resume sales', dialog());
    await notified('Sales have resumed.');
    await press('Extend holds');
    await dialog().getByLabel('Extra minutes').fill('10');
    await screenshots(page, 'operate-extend');
    await press('Extend holds', dialog());
    await notified('Extra time for all open holds: 10 min.');
    const ends = async () =>
      new Date(String((await ask(own(held), 'GET', token)).body['expiresAt'])).getTime();
    expect((await ends()) - new Date(String(held.body['expiresAt'])).getTime()).toBe(600_000);
    const log = page.getByRole('region', { name: 'Activity log' });
    await log.getByText('Open holds: 2. Extra time: 600 s.').waitFor();
    expect(await log.locator('strong').allTextContents()).toEqual([
      ...['Holds extended', 'Sales resumed', 'Sales paused', 'Event created'],
    ]);
    expect(await log.getByText('by Maria').count()).toBe(3);
  });

  test('edits an event, and the log says what changed', async () => {
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    const type = page.getByRole('group', { name: 'Ticket type 1' });
    await page.getByLabel('Max. tickets per buyer').fill('0');
    await press('Save changes');
    await page.getByText('Enter a whole number from 1 to 10,000.').waitFor();
    await page.getByLabel('Max. tickets per buyer').fill('6');
    await type.getByLabel('Price').fill('500');
    await type.getByLabel('Capacity').fill('60');
    await press('Save changes');
    await notified('Changes saved.');
    const log = page.getByRole('region', { name: 'Activity log' });
    for (const line of [
      'Max. tickets per buyer: 4 → 6',
      'pista, price: R$495 → R$500',
      'pista, capacity: 40 → 60',
    ])
      await log.getByText(line).waitFor();
    await shows('Capacity', '70');
  });

  test('sees a sale that has run for an hour', async () => {
    const act = (method: string, rest = '', data?: unknown) =>
      // With the page's cookies, as a same-origin request.
      page.context().request.fetch(`${app.url}/admin/events/full${rest}`, {
        ...{ method, data, headers: { 'sec-fetch-site': 'same-origin' } },
      });
    await act('PUT', '', definition({ ticketTypes: definition().ticketTypes.slice(0, 1) }));
    await act('POST', '/pause');
    await act('POST', '/resume');
    const { sold, held } = await pastSale(sale.db, 'full');
    await act('POST', '/extend', { seconds: 300 });
    await page.goto(`${app.url.replace(/api$/, '')}operate#/events/full`);
    await shows('In line', '40');
    await shows('Sold', String(sold));
    await shows('Held', String(held));
    await shows('Revenue', `R$${(sold * 495).toLocaleString('en')}`);
    await page.getByText('Show as a table').click();
    const rows = page.getByRole('region', { name: 'Over time' }).last().getByRole('row');
    expect((await rows.nth(1).innerText()).split('\t').slice(1)).toEqual([String(sold), String(held), '40']);
    expect((await rows.last().innerText()).split('\t').slice(1)).toEqual(['0', '0', '0']);
    await page.getByText('Show as a table').click();
    await page.getByText('OK', { exact: true }).nth(5).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-event');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Export sales' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect(file.split('\r\n')).toHaveLength(sold + 2);
    await page.locator('.back').click();
    await page.getByText(`${sold} of ${sold + held} sold`).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-events');
  });

  test('finds an order by its number or the id of its buyer, with its history and workflow', async () => {
    const { held } = await buys('rock', 2, true);
    await page.getByRole('link', { name: 'Find an order' }).click();
    const typed = page.getByLabel('Number, code or ID');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('Enter a number, code or ID').waitFor();
    await typed.fill('nothing');
    await page.keyboard.press('Enter');
    await page.getByText('No pre-orders found').waitFor();
    await typed.fill(String(held.body['orderNumber']));
    await page.keyboard.press('Enter');
    const found = page.getByRole('article');
    await found.getByText(/tickets (are|were) sold/).waitFor();
    const workflow = await found
      .getByRole('link', { name: 'Open workflow in Temporal' })
      .getAttribute('href');
    expect(workflow).toMatch(new RegExp(`/namespaces/default/workflows/.*${String(held.body['id'])}$`));
    const buyer = await found
      .getByText(/^[-0-9a-f]{36}$/)
      .last()
      .textContent();
    await typed.fill(buyer ?? '');
    await press('Search');
    await found.getByText(String(held.body['id'])).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-find');
  });

  test('cancels an event only after typing its id, and holds end', async () => {
    const { token, held } = await buys('rock', 1);
    await page.goto(`${app.url.replace(/api$/, '')}operate#/events/rock`);
    await figure('Revenue').getByText(/\d/).waitFor();
    const [sold, revenue] = [await figure('Sold').textContent(), await figure('Revenue').textContent()];
    expect(Number(sold)).toBeGreaterThan(0);
    await press('Cancel event');
    const sure = dialog().getByRole('button', { name: 'Cancel event' });
    expect(await sure.isDisabled()).toBe(true);
    await dialog().getByLabel('Type rock to confirm').fill('rok');
    expect(await sure.isDisabled()).toBe(true);
    await dialog().getByLabel('Type rock to confirm').fill('rock');
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-cancel');
    await sure.click();
    await notified('The event has been cancelled.');
    expect((await ask(own(held), 'GET', token)).body).toMatchObject({
      ...{ status: 'cancelled', reason: 'event_cancelled' },
    });
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Pause sales' }).count()).toBe(0);
    // What was sold stays visible, as cancelled.
    await shows('Sold, then cancelled', String(sold));
    await shows('Revenue before the cancellation', String(revenue));
    await shows('Sold', '0');
    await screenshots(page, 'operate-cancelled');
  });

  test('sees when the server is out of reach, and the page recovers', async () => {
    await page.goto(`${app.url.replace(/api$/, '')}operate#/events/full`);
    await shows('In line', '40');
    await page.context().setOffline(true);
    await page.getByText("We're having trouble connecting").waitFor();
    await screenshots(page, 'operate-lost');
    await page.context().setOffline(false);
    await page.getByText("We're having trouble connecting").waitFor({ state: 'detached' });
  });

  test('uses the page in Portuguese, and signs out', async () => {
    await page.goto(`${app.url.replace(/api$/, '')}operate#/events/full`);
    await page.getByRole('link', { name: 'Português' }).click();
    await page.getByRole('button', { name: 'Pausar vendas' }).waitFor();
    await figure('Receita')
      .getByText(/^R\$\s\d{3}\.\d{3}$/)
      .waitFor();
    expect(await page.getByRole('link', { name: 'Exportar vendas' }).getAttribute('href')).toContain(
      'semicolon',
    );
    await screenshots(page, 'operate-event-pt');
    await press('Sair');
    await page.getByLabel('Token de administração').waitFor();
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('bilheteria_operator');
  });
});
