import type { Page } from 'playwright-core';
import { someone } from '../../helpers/accounts';
import { button, type Theatre } from '../../helpers/visitors';

export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** Asks for a code on the page. */
export async function askForCode(page: Page, email: string): Promise<void> {
  await field(page, 'Email address').fill(email);
  await button(page, 'Send code').click();
  await field(page, 'Code').waitFor();
}

export async function enterCode(page: Page, code: string): Promise<void> {
  await field(page, 'Code').fill(code);
  await button(page, 'Sign in').first().click();
}

/** Signs in on the page by a code. @returns the address. */
export async function signIn(
  theatre: Theatre,
  page: Page,
  email = someone().email,
  count = 1,
): Promise<string> {
  await askForCode(page, email);
  await enterCode(page, await theatre.codeTo(email, count));
  return email;
}

interface Me {
  buyerId: string;
  email: string | null;
  sessions: { id: string; current: boolean }[];
}

/** Who the page's cookie is. */
export const whoIs = (page: Page) =>
  page.evaluate(async () => (await fetch('/api/me')).json() as Promise<Me>);

/** A code that isn't this one. */
export const anotherThan = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** Gives the page a device that makes passkeys by itself. */
export async function withDevice(page: Page): Promise<void> {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}
