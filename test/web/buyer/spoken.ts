/** What a screen reader is told as figures fall, and the figures that are shown. */
import type { Page } from 'playwright-core';
import type { Answer } from '../../helpers/app';
import { button, stage, type, type Theatre } from '../../helpers/visitors';

/** What the announcements in the current stage say now. */
const said = (page: Page) => page.locator('.panel [role=status]').allInnerTexts();

export function spoken(theatre: () => Theatre): void {
  test('the time that is left is said as it is, once it reaches a mark', async () => {
    await theatre().put('said', { holdSeconds: 178, idleSeconds: 178 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'said');
    await page.clock.install();
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    expect((await said(page)).join('')).toBe('');
    const heard = async () => {
      for (let second = 0; second < 70; second += 1) {
        await page.clock.runFor(1_000);
        const text = (await said(page)).join('');
        if (text) return text;
      }
      return '';
    };
    const text = await heard();
    const digits = await page.locator('.digits [aria-hidden]').first().innerText();
    expect([text, digits]).toEqual([
      '2 minutes left to complete your purchase.',
      expect.stringMatching(/^(2:00|1:59)$/),
    ]);
    await person.close();
  });

  test('the countdown is to the end of the hold, and activity does not move it', async () => {
    await theatre().put('fixed', { holdSeconds: 600, idleSeconds: 180 });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'fixed');
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'held').waitFor();
    const digits = page.locator('.digits [aria-hidden]').first();
    expect(await digits.innerText()).toMatch(/^9:5\d$/);
    const touched = page.waitForResponse('**/touch');
    await page.clock.install();
    await page.mouse.move(50, 300);
    await page.mouse.down();
    await page.mouse.up();
    await page.clock.runFor(1_000);
    expect(await (await touched).json()).toHaveProperty('holdEndsAt');
    expect(await digits.innerText()).toMatch(/^9:\d\d$/);
    await person.close();
  });

  test('progress in line is said at 5 people and at the next one, and no place contradicts it', async () => {
    await theatre().put('progress', { ticketTypes: [type('pista', 'Pista', 1)] });
    await theatre().other('progress');
    const ahead: [string, Answer][] = [];
    for (let i = 0; i < 6; i += 1) ahead.push(await theatre().other('progress'));
    const person = await theatre().person();
    const page = await theatre().visit(person, 'progress');
    await button(page, 'Join the line for 1 ticket').click();
    await stage(page, 'in_line').getByText('6', { exact: true }).waitFor();
    const leave = ([token, { body }]: [string, Answer]) =>
      fetch(`${theatre().app.url}/pre-orders/${String(body['id'])}`, {
        ...{ method: 'DELETE', headers: { authorization: `Bearer ${token}` } },
      });
    const announcement = page.locator('.panel [role=status]');
    const [first, ...rest] = ahead;
    if (first) await leave(first);
    await announcement.getByText('5 people ahead of you', { exact: true }).waitFor();
    for (const one of rest) await leave(one);
    await announcement.getByText("You're next", { exact: true }).waitFor();
    expect(await stage(page, 'in_line').innerText()).not.toMatch(/place in line\s+\d/);
    await person.close();
  });
}
