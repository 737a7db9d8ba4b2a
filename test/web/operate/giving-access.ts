/** Who may operate: people with roles, services with tokens, and what each of them sees of the page. */
import { ask } from '../../helpers/app';
import { screenshots, seriousProblems } from '../../helpers/browser';
import { type Desk } from '../../helpers/desk';

export function givingAccess(desk: () => Desk): void {
  const rows = (name: string) => desk().page.getByRole('region', { name, exact: true }).locator('li');

  test('adds an operator, gives them another role, and removes them', async () => {
    const { app, page, address, fill, press, dialog, notified } = desk();
    await page.goto(`${address}#/`);
    await page.getByRole('link', { name: 'Access' }).click();
    await page.getByText('No operators yet.').waitFor();
    await press('Add operator');
    await page.getByText('Enter an email address, such as name@example.com.').waitFor();
    await fill('Email address', ' vera@example.org');
    await page.getByRole('radio', { name: 'Finance' }).first().check();
    await page.getByText('Can see everything and refund orders.').waitFor();
    await press('Add operator');
    await notified('vera@example.org: Finance');
    await fill('Email address', 'vera@example.org');
    await page.getByRole('radio', { name: 'Gate' }).first().check();
    await press('Add operator');
    await rows('Operators').getByText('Gate').waitFor();
    expect(await rows('Operators').count()).toBe(1);
    expect(
      (await ask(`${app.url}/admin/operators/vera@example.org`, 'GET', app.adminToken)).body['role'],
    ).toBe('gate');
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-access');
    await press('Remove: vera@example.org');
    await dialog().getByText('will be signed out and lose access immediately').waitFor();
    await press('Remove operator', dialog());
    await notified('vera@example.org has been removed.');
    await page.getByText('No operators yet.').waitFor();
    expect(await rows('Activity log').locator('strong').allTextContents()).toEqual([
      ...['Operator removed', 'Role changed', 'Operator added'],
    ]);
    await rows('Activity log').getByText('vera@example.org: Finance → Gate').waitFor();
    expect(await rows('Activity log').getByText('by Maria').count()).toBe(3);
  });

  test('creates a token, which is shown once and works, and revokes it', async () => {
    const { app, page, fill, press, dialog, notified } = desk();
    await fill('Name of the service', 'Display');
    await fill('Event IDs (optional)', 'rock A');
    await press('Create token');
    await page.getByText('Enter event IDs, each once').waitFor();
    await fill('Event IDs (optional)', 'rock, other');
    await press('Create token');
    const token = await page.getByLabel('New token').inputValue();
    const use = async () => (await ask(`${app.url}/admin/events/rock/report`, 'GET', token)).status;
    expect(await use()).toBe(200);
    await rows('Service tokens').getByText('Viewer, rock, other').waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.reload();
    await rows('Service tokens').getByText('Last used').waitFor();
    expect(await page.content()).not.toContain(token);
    await press('Revoke: Display');
    await press('Revoke token', dialog());
    await notified('The token of Display has been revoked.');
    await page.getByText('No tokens yet.').waitFor();
    expect(await use()).toBe(403);
  });

  test('shows to each role only what it may do, and notices when the role changes', async () => {
    const { app, sale, page, put, address } = desk();
    const give = (role: string) =>
      ask(`${app.url}/admin/operators/vera@example.org`, 'PUT', app.adminToken, { role });
    await give('viewer');
    await put('for-vera');
    // From here on this browser's sign-in is hers.
    const text = `UPDATE operator_session SET name = NULL, email_key = 'vera@example.org'`;
    await sale.db.query({ name: 'hers', text }, []);
    await page.goto(`${address}#/events/for-vera`);
    await page.reload();
    await page.getByText('Signed in as vera@example.org (Viewer)').waitFor();
    await page.getByRole('link', { name: 'Export sales' }).waitFor();
    expect(await page.getByRole('group', { name: 'Actions' }).getByRole('button').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    await screenshots(page, 'operate-viewer');
    await page.goto(`${address}#/`);
    await page.getByRole('link', { name: 'Find an order' }).waitFor();
    for (const name of ['Access', 'New event'])
      expect(await page.getByRole('link', { name }).count()).toBe(0);
    await page.goto(`${address}#/new`);
    await page.getByText("Your role doesn't allow this. It requires the role Manager.").waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await give('manager');
    await page.goto(`${address}#/events/for-vera`);
    await page.reload();
    await page.getByText('Signed in as vera@example.org (Manager)').waitFor();
    for (const name of ['Pause sales', 'Cancel event']) await page.getByRole('button', { name }).waitFor();
    await page.getByRole('link', { name: 'Edit' }).waitFor();
    // The page finds out by itself, with the next answer.
    await give('gate');
    await page.goto(`${address}#/`);
    await page.getByText('It requires the role Viewer.').waitFor();
    await page.getByText('Signed in as vera@example.org (Gate)').waitFor();
    await screenshots(page, 'operate-gate');
    await give('admin');
    await page.reload();
    await page.getByRole('link', { name: 'New event' }).waitFor();
  });
}
