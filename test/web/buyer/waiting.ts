/** Waiting, while the sale opens, moves, pauses and ends. */
import type { Page } from 'playwright-core';
import { ask } from '../../helpers/app';
import { inspect } from '../../helpers/browser';
import { button, inSeconds, preOrdersOf, stage, type, type Theatre } from '../../helpers/visitors';
import { confirmed } from './confirmed';

export function waiting(theatre: () => Theatre): void {
  test('a sale without a draw opens on the page automatically', async () => {
    const settings = {
      onSaleAt: inSeconds(3_725),
      ticketTypes: [type('pista', 'Pista', 100), type('vip', 'VIP', 10, 99_900)],
    };
    await theatre().put('opens', settings);
    const person = await theatre().person();
    const page = await theatre().visit(person, 'opens');
    await stage(page, 'before').waitFor();
    await page
      .locator('.digits')
      .getByText(/^1:0\d:\d\d$/)
      .waitFor();
    await inspect(page, 'before');
    await theatre().put('opens', { ...settings, onSaleAt: inSeconds(1) });
    await stage(page, 'choose').waitFor();
    await button(page, 'Choose at least one ticket').waitFor();
    await person.close();
  });

  test('two enter the draw for one ticket: one gets it, the other gets it once it is released', async () => {
    const settings = { draw: true, maxPerBuyer: 2, ticketTypes: [type('pista', 'Pista', 1)] };
    await theatre().put('draw', { ...settings, onSaleAt: inSeconds(200_000) });
    const people = await Promise.all([theatre().person(), theatre().person()]);
    const pages = await Promise.all(people.map((person) => theatre().visit(person, 'draw')));
    const [first, second] = pages as [Page, Page];
    await button(first, 'Enter the draw for 1 ticket').waitFor();
    await inspect(first, 'choose-draw');
    await Promise.all(pages.map((page) => button(page, 'Enter the draw for 1 ticket').click()));
    await Promise.all(pages.map((page) => stage(page, 'draw').waitFor()));
    await first.getByText('Your draw entry').click();
    expect(await first.locator('.code-line').innerText()).toMatch(/^[0-9a-f]{64}$/);
    await inspect(first, 'draw');
    await theatre().put('draw', { ...settings, onSaleAt: inSeconds(1) });

    const held = await Promise.race(
      pages.map(async (page) => {
        await stage(page, 'held').waitFor();
        return page;
      }),
    );
    const waiting = held === first ? second : first;
    await stage(waiting, 'in_line').waitFor();
    const shown = await stage(waiting, 'in_line').innerText();
    expect(shown).toMatch(/You're next[^]*Calculating…/);
    // The place is a number in a sequence, which would contradict "next".
    expect(shown).not.toMatch(/place in line\s+2/);
    await inspect(waiting, 'next-in-line');
    await confirmed(held, 'Release tickets');
    await stage(held, 'ended').waitFor();
    await stage(waiting, 'held').waitFor();
    await Promise.all(people.map((person) => person.close()));
  });

  test('a place in line moves, pauses with the sale, and ends with the reason when all is sold', async () => {
    await theatre().put('line', { ticketTypes: [type('pista', 'Pista', 1)], maxPerBuyer: 1 });
    const [owner, bought] = await theatre().other('line');
    const before = [await theatre().other('line'), await theatre().other('line')];
    const person = await theatre().person();
    const page = await theatre().visit(person, 'line');
    await page.getByText('people ahead of you', { exact: true }).waitFor();
    expect(await page.title()).toBe('2 people ahead of you · Rock no Rio');
    await inspect(page, 'in-line');

    const [token, next] = before[0] as (typeof before)[0];
    await ask(`${theatre().app.url}/pre-orders/${String(next.body['id'])}`, 'DELETE', token);
    await page.getByText('person ahead of you', { exact: true }).waitFor();

    await theatre().operate('line', 'pause');
    await page.getByText('Sales are paused. You keep your place').waitFor();
    await inspect(page, 'in-line-paused');
    const late = await theatre().visit(await theatre().person(), 'line');
    await stage(late, 'stopped').waitFor();
    await inspect(late, 'paused');
    await theatre().operate('line', 'resume');
    await page.getByText('Sales are paused').waitFor({ state: 'detached' });
    await stage(late, 'in_line').waitFor();

    await ask(`${theatre().app.url}/pre-orders/${String(bought.body['id'])}/checkout`, 'POST', owner, {});
    await stage(page, 'ended').waitFor();
    expect(await stage(page, 'ended').innerText()).toContain('All tickets were sold before your turn');
    await inspect(page, 'refused');
    const newcomer = await theatre().visit(await theatre().person(), 'line');
    await stage(newcomer, 'sold_out').waitFor();
    await inspect(newcomer, 'sold-out');
    await person.close();
  });

  test('leaving the line needs a confirmation', async () => {
    await theatre().put('leave', { ticketTypes: [type('pista', 'Pista', 1)] });
    await theatre().other('leave');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'leave');
    await button(page, 'Join the line for 1 ticket').click();
    await button(page, 'Leave the line').click();
    await button(page, 'Stay in line').click();
    await confirmed(page, 'Leave the line');
    await page.getByRole('heading', { name: 'You left the line' }).waitFor();
    await person.close();
  });

  test('called, and accepted but not recorded: the page says that both are certain, and goes on without streams', async () => {
    await theatre().put('moments');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'moments');
    // Both states are too short to be seen, so the server's answers are changed into them here.
    let moment: string | undefined = 'called';
    await page.route(/\/api\/stream/, (route) => route.abort());
    await page.route(/\/pre-orders/, async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      if (!moment) return route.fulfill({ response });
      const changed = text.replace(/"status":"(pre_order|sold)",/, `"status":"${moment}",`);
      return route.fulfill({ response, body: changed.replace(/"expiresAt":"[^"]*",/, '') });
    });
    await button(page, 'Reserve 1 ticket').click();
    await stage(page, 'called').waitFor();
    await inspect(page, 'called');
    moment = undefined;
    await stage(page, 'held').waitFor();
    moment = 'checking_out';
    await button(page, /^Pay/).click();
    await stage(page, 'checking_out').waitFor();
    await inspect(page, 'checking-out');
    moment = undefined;
    await stage(page, 'sold').waitFor();
    await person.close();
  });

  test('pausing, extending and cancelling reach buyers with a hold and with tickets', async () => {
    await theatre().put('operated', { idleSeconds: 600 });
    const [holder, owner] = [await theatre().person(), await theatre().person()];
    const holding = await theatre().visit(holder, 'operated');
    await button(holding, 'Reserve 1 ticket').click();
    await stage(holding, 'held').waitFor();
    const owning = await theatre().visit(owner, 'operated');
    await button(owning, 'Reserve 1 ticket').click();
    await button(owning, /^Pay/).click();
    await stage(owning, 'sold').waitFor();

    await theatre().operate('operated', 'pause');
    await holding.getByText('Your reservation is not affected').waitFor();
    await inspect(holding, 'held-paused');
    await theatre().operate('operated', 'extend', { seconds: 300 });
    await holding.locator('.digits').getByText(/^14:/).waitFor();
    await theatre().operate('operated', 'cancel');
    for (const page of [holding, owning]) {
      await page.getByRole('heading', { name: 'This event has been cancelled' }).waitFor();
      expect(await preOrdersOf(page)).toMatchObject([{ status: 'cancelled', reason: 'event_cancelled' }]);
    }
    // What was bought stays visible, also on a page that is opened later.
    for (const page of [owning, await theatre().visit(owner, 'operated')]) {
      const order = stage(page, 'ended').locator('.order');
      expect(await order.locator('.ticket').innerText()).toMatch(
        /^Cancelled\s+Pista\s+Code\s+([0-9A-F]{5} ?){3}$/,
      );
      expect(await order.locator('.sum dd').innerText()).toBe('R$495');
      await stage(page, 'ended').getByText('will refund what you paid').waitFor();
    }
    expect(await stage(holding, 'ended').innerText()).toContain("You haven't been charged");
    await inspect(owning, 'cancelled');
    await Promise.all([holder.close(), owner.close()]);
  });
}
