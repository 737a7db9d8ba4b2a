import { inspect } from '../../helpers/browser';
import { button, preOrdersOf, stage, type Theatre } from '../../helpers/visitors';
import { goToProvider, reserve, sell, submitCard } from './steps';

export function byCard(theatre: () => Theatre): void {
  test.each(['en', 'pt-BR'])('a buyer pays by card and comes back to the tickets (%s)', async (locale) => {
    const id = `card-${locale.toLowerCase()}`;
    await sell(theatre(), id);
    const person = await theatre().person({ locale });
    const page = await reserve(theatre(), person, id);
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await inspect(page, `pay-held-${locale}`);
    await goToProvider(page);
    await submitCard(page, 'pays');
    await stage(page, 'sold').waitFor();
    expect(page.url()).toBe(`${theatre().base}/events/${id}`);
    expect(await page.locator('.code-line').innerText()).toMatch(/^([0-9A-F]{5} ?){3}$/);
    await page.getByText(locale === 'en' ? 'Paid by card' : 'Pago com cartão').waitFor();
    await inspect(page, `pay-sold-${locale}`);
    expect(problems).toEqual([]);
    await person.close();
  });

  test('after a decline the buyer reads why, and tries again within the time that is left', async () => {
    await sell(theatre(), 'declined');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'declined');
    for (const [card, reason] of [
      ['declines', 'Your bank declined the card.'],
      ['poor', "The card doesn't have enough funds."],
    ] as const) {
      await goToProvider(page);
      await submitCard(page, card);
      await page.getByRole('link', { name: 'Return to the shop' }).click();
      await stage(page, 'held').waitFor();
      const note = page.getByRole('alert').getByText("Your payment didn't go through.");
      await note.waitFor();
      expect(await stage(page, 'held').innerText()).toContain(reason);
      expect(await stage(page, 'held').innerText()).toContain("You haven't been charged.");
      expect(await page.locator('.digits [aria-hidden]').innerText()).toMatch(/^\d+:\d\d$/);
    }
    await inspect(page, 'pay-declined');
    await goToProvider(page);
    await submitCard(page, 'pays');
    await stage(page, 'sold').waitFor();
    expect(await preOrdersOf(page)).toMatchObject([{ status: 'sold', payment: { attempt: 3 } }]);
    await person.close();
  });

  test('a second step that the bank asks for can fail, and pass the next time', async () => {
    await sell(theatre(), 'second-step');
    const person = await theatre().person({ locale: 'pt-BR' });
    const page = await reserve(theatre(), person, 'second-step');
    await goToProvider(page);
    await submitCard(page, 'secondStep');
    await page.locator('[name=step][value=fail]').click();
    await page.getByRole('link', { name: 'Voltar à loja' }).click();
    await page.getByText('O banco não conseguiu confirmar que era você.').waitFor();
    await goToProvider(page);
    await submitCard(page, 'secondStep');
    await page.locator('[name=step][value=complete]').click();
    await stage(page, 'sold').waitFor();
    await person.close();
  });

  test('with the back button, and in another tab, the payment can be continued', async () => {
    await sell(theatre(), 'back');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'back');
    await goToProvider(page);
    const payUrl = page.url();
    await page.goBack();
    const other = await theatre().visit(person, 'back');
    for (const tab of [page, other]) {
      await stage(tab, 'paying').waitFor();
      const link = tab.getByRole('link', { name: 'Continue to payment' });
      expect(await link.getAttribute('href')).toBe(payUrl);
    }
    await inspect(page, 'pay-paying-card');
    await other.getByRole('link', { name: 'Continue to payment' }).click();
    await submitCard(other, 'pays');
    await Promise.all([stage(page, 'sold').waitFor(), stage(other, 'sold').waitFor()]);
    await person.close();
  });

  test('a buyer who comes back without having paid can go on', async () => {
    await sell(theatre(), 'unpaid');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'unpaid');
    await goToProvider(page);
    await page.getByRole('link', { name: 'Return to the shop' }).click();
    await page.getByRole('heading', { name: 'Complete your payment' }).waitFor();
    await page.waitForFunction(() => !location.search);
    await page.getByRole('link', { name: 'Continue to payment' }).click();
    await page.waitForURL(/\/pay\//);
    await person.close();
  });

  test('Pix is for prices in reais only, and a shop of the organiser takes its own payments', async () => {
    const eur = { id: 'pista', name: 'Pista', capacity: 10, priceCents: 4_000, currency: 'EUR' };
    await sell(theatre(), 'euros', { ticketTypes: [eur] });
    await sell(theatre(), 'external', { payment: 'external' });
    const person = await theatre().person();
    const euros = await reserve(theatre(), person, 'euros');
    await button(euros, 'Pay €40 by card').waitFor();
    expect(await button(euros, /Pix/).count()).toBe(0);
    const external = await reserve(theatre(), person, 'external');
    await external.getByText("The organiser's shop takes the payment.").waitFor();
    expect(await button(external, /Pay/).count()).toBe(0);
    await inspect(external, 'pay-external');
    await person.close();
  });
}
