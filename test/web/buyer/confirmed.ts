import type { Page } from 'playwright-core';
import { button } from '../../helpers/visitors';

/** Presses a button for what can't be undone, and confirms it. */
export async function confirmed(page: Page, name: string): Promise<void> {
  await button(page, name).click();
  await page.getByRole('group', { name: /\?/ }).getByRole('button', { name, exact: true }).click();
}
