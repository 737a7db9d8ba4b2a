/** Changing one's mind while a payment is open. */
import { inspect } from '../../helpers/browser';
import type { TestSandbox } from '../../helpers/sandbox';
import { button, preOrdersOf, stage, type Theatre } from '../../helpers/visitors';
import { confirmed } from '../buyer/confirmed';
import { goToProvider, reserve, sell, submitCard } from './steps';

export function wayOut(theatre: () => Theatre, sandbox: () => TestSandbox): void {
  test('a buyer changes from card to Pix and back; after five attempts only releasing is left', async () => {
    await sell(theatre(), 'change');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'change');
    await goToProvider(page);
    await page.goBack();
    for (const attempt of [2, 4]) {
      await button(page, 'Pay by Pix instead').click();
      await page.locator('#pix-code').waitFor();
      expect(await preOrdersOf(page)).toMatchObject([
        { status: 'paying', payment: { method: 'pix', attempt } },
      ]);
      await goToProvider(page, 'Pay by card instead');
      await page.goBack();
      await stage(page, 'paying').waitFor();
    }
    await button(page, 'Pay by Pix instead').click();
    await stage(page, 'held').waitFor();
    await page.getByText('You have tried to pay 5 times').first().waitFor();
    expect(await button(page, /^Pay R/).count()).toBe(0);
    await inspect(page, 'pay-too-many');
    await confirmed(page, 'Release tickets');
    await stage(page, 'ended').waitFor();
    await person.close();
  });

  test('tickets are released while a payment is open, after a question', async () => {
    await sell(theatre(), 'release');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'release');
    await goToProvider(page);
    const payUrl = page.url();
    await page.goBack();
    await button(page, 'Release tickets').click();
    await page.getByText('The payment will be cancelled').waitFor();
    await inspect(page, 'pay-release');
    await page.locator('.confirm').getByRole('button', { name: 'Release tickets' }).click();
    await page.getByRole('heading', { name: 'You released your tickets' }).waitFor();
    expect(await stage(page, 'ended').innerText()).toContain("You haven't been charged.");
    expect((await fetch(payUrl)).status).toBe(410);
    await person.close();
  });

  test('who pays in the moment of the release has the tickets, and reads why', async () => {
    await sell(theatre(), 'crossed');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'crossed');
    await goToProvider(page);
    await page.goBack();
    await stage(page, 'paying').waitFor();
    await sandbox().fault({ do: 'pay-during-cancel' });
    await confirmed(page, 'Release tickets');
    await stage(page, 'sold').waitFor();
    await page.getByText('Your payment had already gone through').waitFor();
    await inspect(page, 'pay-crossed');
    await person.close();
  });

  test('while the provider is slow to open a page, the buyer reads so, and gets there', async () => {
    await sell(theatre(), 'slow-open');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'slow-open');
    await button(page, /by Pix/).click();
    await stage(page, 'paying').waitFor();
    await sandbox().fault({
      ...{ do: 'delay-after', operation: 'checkout.sessions.create', delayMs: 7_000 },
    });
    await button(page, 'Pay by card instead').click();
    await page.getByText('Opening the payment page…').waitFor();
    await inspect(page, 'pay-opening');
    await page.waitForURL(/\/pay\//);
    await submitCard(page, 'pays');
    await stage(page, 'sold').waitFor();
    await person.close();
  });

  test('what a provider is slow to say is being checked, and then told', async () => {
    await sell(theatre(), 'slow-return');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'slow-return');
    await goToProvider(page);
    await sandbox().fault(
      { do: 'delay-after', operation: 'checkout.sessions.retrieve', delayMs: 5_000, times: 10 },
      { do: 'webhook-never', times: 2 },
    );
    await submitCard(page, 'pays');
    await page.getByRole('heading', { name: 'Checking your payment…' }).waitFor();
    await inspect(page, 'pay-checking');
    await stage(page, 'sold').waitFor();
    await person.close();
  });
}
