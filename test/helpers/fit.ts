/** Whether a page fits: nothing sticks out, is cut off or is beyond reach, whatever the window and the size of text. */
import type { Page } from 'playwright-core';

interface Window {
  /** In CSS pixels. */
  width: number;
  height: number;
  /** The reader's default size of text; 16 is usual. */
  text: number;
  /** Where most goes wrong. */
  hard?: true;
}

/** From a watch to a desk. */
export const WINDOWS: Window[] = [
  // 1280 × 1024 at 400 % zoom.
  { width: 320, height: 256, text: 16, hard: true },
  { width: 320, height: 640, text: 19 },
  { width: 390, height: 740, text: 32, hard: true },
  { width: 390, height: 740, text: 24 },
  { width: 240, height: 400, text: 16 },
  { width: 240, height: 400, text: 24 },
  { width: 1280, height: 800, text: 32 },
  { width: 1280, height: 800, text: 16 },
];

/** Tries the page as it is now in each window. @returns what doesn't fit, in words. */
export async function misfits(page: Page, windows = WINDOWS): Promise<string[]> {
  const before = page.viewportSize();
  const session = await page.context().newCDPSession(page);
  const setText = async (px: number) => {
    await session.send('Page.setFontSizes', { fontSizes: { standard: px, fixed: px } });
    await page.waitForFunction(
      (size) => getComputedStyle(document.documentElement).fontSize === size,
      `${px}px`,
    );
  };
  const found: string[] = [];
  for (const { width, height, text } of windows) {
    await page.setViewportSize({ width, height });
    await setText(text);
    for (const problem of await page.evaluate(findMisfits, width >= 12 * text))
      found.push(`${width} px, text ${text}: ${problem}`);
  }
  await setText(16);
  await session.detach();
  if (before) await page.setViewportSize(before);
  return found;
}

/** Runs in the page. @param words whether there is room for all but long words. */
function findMisfits(words: boolean): string[] {
  const found = new Set<string>();
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.add(`the page is ${root.scrollWidth} px wide`);
  const nameOf = (element: Element) =>
    `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.slice(0, 40)}`;

  /** What a box must lie in: the window, and each ancestor that cuts off what doesn't fit. */
  const check = (box: DOMRect, element: Element, what: string) => {
    if (box.width === 0 || box.height === 0) return;
    for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(at);
      const frame = at.getBoundingClientRect();
      const outX = box.left < frame.left - 1 || box.right > frame.right + 1;
      const outY = box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      const cut = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
      if ((outX && cut(overflowX)) || (outY && cut(overflowY)))
        found.add(`${what} is cut off by ${nameOf(at)}: ${nameOf(element)}`);
      // What can be scrolled to is within reach.
      if (outX && (overflowX === 'auto' || overflowX === 'scroll')) return;
      if (outX && at.matches('.button')) found.add(`${what} sticks out of its button: ${nameOf(at)}`);
      // An open dialog is above everything that is around it.
      if (at.matches('dialog')) break;
      // What stays in view can't be scrolled to, so all of it must fit in the window.
      if (position === 'fixed' && (frame.top < -1 || frame.bottom > innerHeight + 1))
        found.add(`${nameOf(at)} is higher than the window`);
    }
    if (box.left < -1 || box.right > root.clientWidth + 1)
      found.add(
        `${what} sticks out (${Math.round(box.left)} to ${Math.round(box.right)}): ${nameOf(element)}`,
      );
  };

  const hidden = (element: Element) =>
    !element.checkVisibility({ visibilityProperty: true }) || element.closest('.unseen, [inert]') !== null;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || !node.textContent?.trim() || hidden(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) check(box, element, 'a text');
    if (!words) continue;
    for (const { 0: word, index } of node.textContent.matchAll(
      // Words, time zones such as "GMT-3" and order numbers.
      /(?<![\p{L}\p{N}_])(?:GMT[+-]\d{1,2}|[0-9A-Z]{3}(?:-[0-9A-Z]{3}){2}|\p{L}{2,10})(?![\p{L}\p{N}_])/gu,
    )) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (tops.size > 1) found.add(`"${word}" is broken: ${nameOf(element)}`);
    }
  }
  for (const control of document.querySelectorAll('button, a, input, summary, .card'))
    if (!hidden(control)) check(control.getBoundingClientRect(), control, 'a control');
  return [...found];
}
