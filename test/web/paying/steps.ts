/** What a buyer does on the way to the provider's page and on it. */
import type { BrowserContext, Page } from 'playwright-core';
import { CARDS } from '../../helpers/sandbox';
import { button, stage, type Theatre } from '../../helpers/visitors';

/** An event that is paid for on its page. */
export const sell = (theatre: Theatre, id: string, settings: Record<string, unknown> = {}) =>
  theatre.put(id, { payment: 'online', ...settings });

/** Reserves one ticket. @returns the page with what is held. */
export async function reserve(theatre: Theatre, person: BrowserContext, id: string): Promise<Page> {
  const page = await theatre.visit(person, id);
  await button(page, /^(Reserve|Reservar) 1/).click();
  await stage(page, 'held').waitFor();
  return page;
}

/** Chooses the card. @returns once the provider's page is there. */
export async function goToProvider(page: Page, label: string | RegExp = /by card|com cartão/): Promise<void> {
  await button(page, label).click();
  await page.waitForURL(/\/pay\//);
}

/** Types a card on the provider's page. */
export async function submitCard(page: Page, card: keyof typeof CARDS): Promise<void> {
  await page.locator('#card').fill(CARDS[card]);
  await page.locator('button.main').click();
}

/** Where the payment that is open can be paid, from the API with the page's cookie. */
export async function payUrlOf(page: Page): Promise<string> {
  const answer = await page.context().request.get(new URL('/api/pre-orders', page.url()).href);
  const { preOrders } = (await answer.json()) as { preOrders: { payment?: { payUrl?: string } }[] };
  const url = preOrders[0]?.payment?.payUrl;
  if (url === undefined) throw new Error('No payment is open.');
  return url;
}
