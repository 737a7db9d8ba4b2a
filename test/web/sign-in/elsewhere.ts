/** Signing in with an account that somebody has elsewhere, at a real provider. */
import { randomUUID } from 'node:crypto';
import { someone } from '../../helpers/accounts';
import type { startIssuer } from '../../helpers/issuer';
import { button, type Theatre } from '../../helpers/visitors';
import { enterCode, signIn, whoIs } from './typing';

export function elsewhere(
  theatre: () => Theatre,
  issuer: () => Awaited<ReturnType<typeof startIssuer>>,
): void {
  const opened = async (id: string) => {
    await theatre().put(id, { signIn: 'required' });
    const page = await theatre().visit(await theatre().person(), id);
    return { page, go: () => page.getByRole('link', { name: 'Continue with Elsewhere' }).click() };
  };
  const user = (email = someone().email) => ({ sub: randomUUID(), email, email_verified: true });

  test('it leads back to the event, where nothing more is asked', async () => {
    const one = user();
    await issuer().is(one);
    const { page, go } = await opened('elsewhere');
    await button(page, 'Add one: Pista').click();
    await go();
    await button(page, 'Reserve 2 tickets').waitFor();
    expect((await whoIs(page)).email).toBe(one.email);
    await page.context().close();
  });

  test('the page says once that somebody said no there, and they can go on', async () => {
    await issuer().is({ sub: randomUUID(), refuses: true });
    const { page, go } = await opened('refused');
    await go();
    await page.getByText('You cancelled signing in.').waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.reload();
    await page.getByRole('link', { name: 'Continue with Elsewhere' }).waitFor();
    expect(await page.getByText('You cancelled signing in.').count()).toBe(0);
    await page.context().close();
  });

  test('an address that somebody has already must be proved by a code, on the way back to the event', async () => {
    const first = await opened('proved');
    const email = await signIn(theatre(), first.page);
    await button(first.page, 'Reserve 1 ticket').waitFor();
    await issuer().is(user(email));
    const { page, go } = await opened('proved');
    await go();
    await page.waitForURL(/\/sign-in\/[\w-]+\?next=/);
    await enterCode(page, await theatre().codeTo(email, 2));
    await page.waitForURL(/\/events\/proved$/);
    await button(page, 'Reserve 1 ticket').waitFor();
    expect((await whoIs(page)).buyerId).toBe((await whoIs(first.page)).buyerId);
    await Promise.all([page.context().close(), first.page.context().close()]);
  });
}
