import { inspect } from '../../helpers/browser';
import { CARDS, submit, type TestSandbox } from '../../helpers/sandbox';
import { button, inSeconds, stage, type Theatre } from '../../helpers/visitors';
import { confirmed } from '../buyer/confirmed';
import { goToProvider, reserve, sell, submitCard } from './steps';

export function gettingMoneyBack(theatre: () => Theatre, sandbox: () => TestSandbox): void {
  test('a buyer returns the tickets while the event allows it, after a question', async () => {
    await sell(theatre(), 'return', { refundableUntil: inSeconds(3_600) });
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'return');
    await goToProvider(page);
    await submitCard(page, 'pays');
    await stage(page, 'sold').waitFor();
    await page.getByText('You can return these tickets until').waitFor();
    await sandbox().fault({ do: 'refund-pending', afterMs: 8_000 });
    await button(page, 'Return tickets').click();
    await page.getByText('They stop being valid immediately, and we will refund R$495.').waitFor();
    await inspect(page, 'pay-return');
    await button(page, 'Keep my tickets').click();
    await confirmed(page, 'Return tickets');
    await page.getByRole('heading', { name: 'You returned your tickets' }).waitFor();
    await page.getByText('Not valid: being refunded').waitFor();
    await page.getByText('We are refunding R$495.').waitFor();
    await inspect(page, 'pay-refunding');
    await page.getByRole('heading', { name: 'Your order has been refunded' }).waitFor({ timeout: 60_000 });
    await page.getByText('Not valid: refunded').waitFor();
    await page.getByText('R$495 has been refunded.').waitFor();
    await inspect(page, 'pay-refunded');
    await page.reload();
    await page.getByRole('heading', { name: 'Your order has been refunded' }).waitFor();
    await button(page, 'Buy more tickets').click();
    await button(page, 'Reserve 1 ticket').waitFor();
    await person.close();
  });

  test('once the time to return tickets is over, the button goes', async () => {
    await sell(theatre(), 'no-return', { refundableUntil: inSeconds(3_600) });
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'no-return');
    await goToProvider(page);
    await submitCard(page, 'pays');
    await stage(page, 'sold').waitFor();
    await button(page, 'Return tickets').waitFor();
    await sell(theatre(), 'no-return', { refundableUntil: inSeconds(2) });
    await button(page, 'Return tickets').waitFor({ state: 'detached' });
    await person.close();
  });

  test('of a cancelled event the page says that the money comes back, and that it has', async () => {
    await sell(theatre(), 'called-off');
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'called-off');
    await goToProvider(page);
    await submit(page.url(), { card: CARDS.pays });
    await page.goBack();
    await stage(page, 'sold').waitFor();
    await theatre().operate('called-off', 'cancel');
    await page.getByRole('heading', { name: 'This event has been cancelled' }).waitFor();
    await page.getByText('R$495 has been refunded.').waitFor({ timeout: 60_000 });
    expect(await stage(page, 'ended').innerText()).not.toContain('The organiser will refund');
    await inspect(page, 'pay-called-off');
    await person.close();
  });
}
