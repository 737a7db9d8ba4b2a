/** A page that its browser renders ahead of time, which nobody may ever open. */
type Prerenderable = Document & { prerendering?: boolean };

/**
 * Starts the page once somebody sees it: a prerendered page must not ask for anything in their name.
 * @param start gets whether the page has waited, so that what it brought may be out of date.
 */
export function onActivation(start: (hasWaited: boolean) => void): void {
  if ((document as Prerenderable).prerendering)
    document.addEventListener('prerenderingchange', () => start(true), { once: true });
  else start(false);
}
