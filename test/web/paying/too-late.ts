/** The time to pay is over: what the page says of the money. */
import { inspect } from '../../helpers/browser';
import { CARDS, submit, type TestSandbox } from '../../helpers/sandbox';
import { button, stage, type, type Theatre } from '../../helpers/visitors';
import { goToProvider, payUrlOf, reserve, sell } from './steps';

const SHORT = { holdSeconds: 6, idleSeconds: 6 };

export function tooLate(theatre: () => Theatre, sandbox: () => TestSandbox): void {
  test('late money buys the tickets that are still free, and the page shows it by itself', async () => {
    await sell(theatre(), 'late', SHORT);
    const person = await theatre().person();
    const page = await reserve(theatre(), person, 'late');
    await goToProvider(page);
    const payUrl = page.url();
    await page.getByRole('link', { name: 'Return to the shop' }).click();
    await stage(page, 'ended').waitFor();
    const said = await stage(page, 'ended').innerText();
    expect(said).toContain('The payment was not completed in time.');
    expect(said).toContain("If you did pay, you don't have to do anything");
    await inspect(page, 'pay-late');
    await sandbox().fault({ do: 'pay-after-expiry' });
    await submit(payUrl, { card: CARDS.pays });
    await stage(page, 'sold').waitFor();
    await person.close();
  });

  test('late money for tickets that others have is refunded, and the page says so', async () => {
    await sell(theatre(), 'gone', { ...SHORT, ticketTypes: [type('pista', 'Pista', 1)] });
    const person = await theatre().person({ locale: 'pt-BR' });
    const page = await reserve(theatre(), person, 'gone');
    await button(page, /com Pix/).click();
    await page.locator('#pix-code').waitFor();
    const payUrl = await payUrlOf(page);
    const [, next] = await theatre().other('gone');
    expect(next.status).toBe(202);
    await stage(page, 'ended').waitFor({ timeout: 30_000 });
    await sandbox().fault({ do: 'pay-after-expiry' }, { do: 'refund-pending', afterMs: 8_000 });
    await submit(payUrl, { pix: 'paid' });
    await page.getByText('Reembolso de R$ 495 em andamento.').waitFor();
    expect(await stage(page, 'ended').innerText()).not.toContain('Nada foi cobrado.');
    await inspect(page, 'pay-late-refunding');
    await page.getByText('Reembolso de R$ 495 concluído.').waitFor({ timeout: 60_000 });
    await person.close();
  });
}
