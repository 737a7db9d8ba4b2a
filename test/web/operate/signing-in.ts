/** Signing in and out, and the other language. */
import { screenshots, seriousProblems } from '../../helpers/browser';
import { type Desk } from '../../helpers/desk';

export function signingIn(desk: () => Desk): void {
  test('signs in once, and the token is in no address, page or storage', async () => {
    const { app, page, press, address } = desk();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/ 40[13] /.test(message.text())) errors.push(message.text());
    });
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await page.goto(address);
    await page.getByText('Use the admin token').click();
    await page.getByLabel('Admin token').fill('a wrong token');
    await page.getByLabel('Your name').fill('Maria');
    await press('Sign in');
    await page.getByText('Incorrect admin token.').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-sign-in');
    await page.getByRole('link', { name: 'Português' }).click();
    await page.getByLabel('Token de administração').waitFor();
    expect(await page.getByLabel('Seu nome').inputValue()).toBe('Maria');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByLabel('Admin token').fill(app.adminToken);
    await press('Sign in');
    await page.getByText('Signed in as Maria').waitFor();
    await page.reload();
    await page.getByText('Signed in as Maria').waitFor();
    expect(addresses.join('\n')).not.toContain(app.adminToken);
    expect(await page.content()).not.toContain(app.adminToken);
    const kept = 'JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])';
    expect(await page.evaluate(kept)).not.toMatch(/operator|token/);
    expect(errors).toEqual([]);
  });
}

export function signingOut(desk: () => Desk): void {
  test('uses the page in Portuguese, and signs out', async () => {
    const { page, figure, press, address } = desk();
    await page.goto(`${address}#/events/full`);
    await page.getByRole('link', { name: 'Português' }).click();
    await page.getByRole('button', { name: 'Pausar vendas' }).waitFor();
    await figure('Receita')
      .getByText(/^R\$\s\d{3}\.\d{3}$/)
      .waitFor();
    expect(await page.getByRole('link', { name: 'Exportar vendas' }).getAttribute('href')).toContain(
      'semicolon',
    );
    await screenshots(page, 'operate-event-pt');
    await press('Sair');
    await page.getByLabel('E-mail').waitFor();
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('bilheteria_operator');
  });
}
