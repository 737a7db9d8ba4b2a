import { encode } from 'uqr';
import { inspect } from '../../helpers/browser';
import { button, preOrdersOf, stage, type Theatre } from '../../helpers/visitors';
import { payUrlOf, reserve, sell } from './steps';

export function byPix(theatre: () => Theatre): void {
  test.each(['en', 'pt-BR'])('a Pix can be scanned, copied and paid elsewhere (%s)', async (locale) => {
    const id = `pix-${locale.toLowerCase()}`;
    await sell(theatre(), id);
    const person = await theatre().person({ locale, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await reserve(theatre(), person, id);
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    await button(page, /Pix/).click();
    await page.locator('#pix-code').waitFor();
    const [preOrder] = (await preOrdersOf(page)) as unknown as [{ payment: { pix: { text: string } } }];
    const { text } = preOrder.payment.pix;
    expect(await page.locator('#pix-code').inputValue()).toBe(text);
    const { data } = encode(text, { ecc: 'M', border: 4 });
    const dark = data.flat().filter(Boolean).length;
    const drawn = await page.locator('.qr path').getAttribute('d');
    expect(drawn?.split('M')).toHaveLength(dark + 1);
    await inspect(page, `pay-paying-pix-${locale}`);
    await button(page, /^(Copy code|Copiar código)$/).click();
    await button(page, /^(Copied|Copiado)$/).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);

    // A reload, and another device.
    await page.reload();
    await page.locator('.qr path').waitFor();
    const bank = await person.newPage();
    await bank.goto(await payUrlOf(page));
    await bank.locator('[name=pix]').click();
    await stage(page, 'sold').waitFor();
    await page.getByText(locale === 'en' ? 'Paid by Pix' : 'Pago com Pix').waitFor();
    expect(problems).toEqual([]);
    await person.close();
  });

  test('the code can be read where copying and pictures are blocked', async () => {
    await sell(theatre(), 'pix-plain');
    const person = await theatre().person();
    await person.route('**/assets/qr-*', (route) => route.abort());
    const page = await reserve(theatre(), person, 'pix-plain');
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await button(page, /by Pix/).click();
    await button(page, 'Copy code').click();
    await page.getByText('Your browser blocked copying.').waitFor();
    const selected = await page.evaluate(() => {
      const field = document.querySelector<HTMLTextAreaElement>('#pix-code');
      return field?.value.slice(field.selectionStart, field.selectionEnd);
    });
    expect(selected).toMatch(/^0002\d+.*6304[0-9A-F]{4}$/);
    expect(await page.locator('.qr path').count()).toBe(0);
    await inspect(page, 'pay-pix-plain');
    await person.close();
  });
}
