/** A page that its browser translates: each text node is replaced by an element with another text. */
import type { Page } from 'playwright-core';
import { button, stage, type, type Theatre } from '../../helpers/visitors';

/** Translates the page and whatever it shows later, as Chromium does: into its "original", in angle quotes. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const root = document.getElementById('app');
    if (!root) throw new Error('There is no page.');
    const translateBelow = (node: Node) => {
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      for (let at: Node | null = walker.currentNode; at; at = walker.nextNode())
        if (at instanceof Text && at.data.trim() && !at.parentElement?.closest('font')) texts.push(at);
      for (const text of texts) {
        const [outer, inner] = [
          document.createElement('font' as string),
          document.createElement('font' as string),
        ];
        inner.textContent = `«${text.data.trim()}»`;
        outer.append(inner);
        text.replaceWith(outer);
      }
    };
    translateBelow(root);
    new MutationObserver((records) => {
      for (const { target, addedNodes } of records)
        for (const node of [target, ...addedNodes]) translateBelow(node);
    }).observe(root, { childList: true, subtree: true, characterData: true });
  });
}

const quoted = (page: Page, text: string) => page.getByText(`«${text}»`, { exact: true }).first();

export function translated(theatre: () => Theatre): void {
  test('on a translated page the choice, the total, the countdown and the stage go on', async () => {
    await theatre().put('translated', {
      ticketTypes: [type('pista', 'Pista', 100), type('vip', 'VIP', 10, 99_900)],
    });
    const person = await theatre().person();
    const page = await theatre().visit(person, 'translated');
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await button(page, 'Choose at least one ticket').waitFor();
    await translate(page);
    await quoted(page, 'Choose your tickets').waitFor();
    await button(page, 'Add one: Pista').click();
    await button(page, '«Reserve 1 ticket»').waitFor();
    await button(page, 'Add one: VIP').click();
    await button(page, '«Reserve 2 tickets»').waitFor();
    expect(await page.locator('.foot .sum').innerText()).toContain('R$1,494');
    await button(page, 'Remove one: Pista').click();
    await button(page, '«Reserve 1 ticket»').click();
    await quoted(page, 'Your tickets are reserved').waitFor();
    const left = () => page.locator('.digits [aria-hidden]').innerText();
    const before = await left();
    await page.waitForFunction(
      (was) => document.querySelector<HTMLElement>('.digits [aria-hidden]')?.innerText !== was,
      before,
    );
    expect(await left()).toMatch(/^«?\d+:\d\d»?$/);
    await button(page, /Pay R/).click();
    await quoted(page, "You're going!").waitFor();
    expect(await page.locator('.code-line').innerText()).toMatch(/^«?([0-9A-F]{5} ?){3}»?$/);
    expect(errors).toEqual([]);
    await person.close();
  });

  test('on a translated page the place in line goes on, also once the original is shown again', async () => {
    await theatre().put('translated-line', { ticketTypes: [type('pista', 'Pista', 1)] });
    const [token, owner] = await theatre().other('translated-line');
    const [second, waiting] = await theatre().other('translated-line');
    const person = await theatre().person();
    const page = await theatre().visit(person, 'translated-line');
    await button(page, 'Join the line for 1 ticket').click();
    await page.getByText('person ahead of you', { exact: true }).waitFor();
    await translate(page);
    await quoted(page, 'person ahead of you').waitFor();
    const give = (id: unknown, by: string) =>
      fetch(`${theatre().app.url}/pre-orders/${String(id)}`, {
        ...{ method: 'DELETE', headers: { authorization: `Bearer ${by}` } },
      });
    await give(waiting.body['id'], second);
    await quoted(page, "You're next").waitFor();
    expect(await stage(page, 'in_line').innerText()).not.toContain('ahead of you');
    // "Show original" takes the translations away and puts text nodes back.
    await page.evaluate(() => {
      for (const font of document.querySelectorAll('#app font > font')) {
        const text = document.createTextNode(font.textContent.replace(/[«»]/g, ''));
        font.parentElement?.replaceWith(text);
      }
    });
    await give(owner.body['id'], token);
    await stage(page, 'held').waitFor();
    await person.close();
  });
}
