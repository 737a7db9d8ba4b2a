/** The form of an event. */
import { ask } from '../../helpers/app';
import { screenshots, seriousProblems } from '../../helpers/browser';
import type { Desk } from '../../helpers/desk';

export function editing(desk: () => Desk): void {
  test('an empty form shows everything that is missing at once', async () => {
    const { page, press } = desk();
    await page.getByRole('link', { name: 'New event' }).click();
    await press('Create event');
    for (const [problem, times] of [
      ['Use 1 to 63 lowercase letters, digits and hyphens', 2],
      ['Enter a name of up to 200 characters.', 2],
      ['Enter a venue of up to 200 characters.', 1],
      ['Enter a date and time.', 2],
      ['Enter a date and time after sales open.', 1],
      ['Enter an amount of 0 or more', 1],
      ['Enter a whole number from 0 to 10,000,000.', 1],
    ] as const) {
      await page.getByText(problem).first().waitFor();
      expect([problem, await page.getByText(problem).count()]).toEqual([problem, times]);
    }
    expect(await page.evaluate('document.activeElement.name')).toBe('eventId');
    expect(await seriousProblems(page)).toEqual([]);
    await screenshots(page, 'operate-form-errors');
  });

  test("creates an event; its times are by the venue's clocks", async () => {
    const { page, fill, press, notified, read } = desk();
    const type = page.getByRole('group', { name: 'Ticket type 1' });
    const details = page.getByRole('group', { name: 'Event details' });
    await details.getByLabel('ID').fill('samba');
    await details.getByLabel('Name').fill('Samba');
    await fill('Venue', 'Sambódromo');
    await fill('Description', 'Desfile das campeãs.\nClassificação livre.');
    await fill('Time zone', 'America/Sao_Paulo');
    await fill('Sales open', '2030-05-01T12:00');
    await fill('Sales close', '2030-04-01T12:00');
    await fill('Event starts', '2030-06-01T20:00');
    await fill('Doors open', '2030-06-01T18:30');
    await type.getByLabel('Name').fill('Arquibancada');
    await type.getByLabel('ID').fill('arquibancada');
    await type.getByLabel('Price').fill('1,089.90');
    await type.getByLabel('Capacity').fill('many');
    await press('Create event');
    await page.getByText('Enter a whole number from 0 to 10,000,000.').waitFor();
    await page.getByText('Enter a date and time after sales open.').waitFor();
    await type.getByLabel('Capacity').fill('1,500');
    await fill('Sales close', '2030-06-01T21:00');
    // Allowed, but not without a word.
    await page.getByText('Sales close after the event starts.').waitFor();
    await fill('Sales close', '2030-06-01T12:00');
    expect(await page.getByText('Sales close after the event starts.').count()).toBe(0);
    await press('Create event');
    await notified('Event created.');
    expect(await read('samba')).toMatchObject({
      ...{ timeZone: 'America/Sao_Paulo', description: 'Desfile das campeãs.\nClassificação livre.' },
      ...{ onSaleAt: '2030-05-01T15:00:00.000Z', doorsOpenAt: '2030-06-01T21:30:00.000Z', imageUrl: null },
      ticketTypes: [{ priceCents: 108_990, capacity: 1_500 }],
    });
    await page.getByText('by Maria').waitFor();
    await page.getByText('Sat 1 Jun 2030 · 8:00 PM GMT-3 (your time: 11:00 PM)').waitFor();
  });

  test('edits an event, and the log says what changed', async () => {
    const { page, put, shows, press, notified, address } = desk();
    await put('edited');
    await page.goto(`${address}#/events/edited`);
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    const type = page.getByRole('group', { name: 'Ticket type 1' });
    await page.getByLabel('Max. tickets per buyer').fill('0');
    await press('Save changes');
    await page.getByText('Enter a whole number from 1 to 10,000.').waitFor();
    await page.getByLabel('Max. tickets per buyer').fill('6');
    await type.getByLabel('Price').fill('500');
    await type.getByLabel('Capacity').fill('60');
    await press('Save changes');
    await notified('Changes saved.');
    const log = page.getByRole('region', { name: 'Activity log' });
    for (const line of [
      'Max. tickets per buyer: 4 → 6',
      'pista, price: R$495 → R$500',
      'pista, capacity: 40 → 60',
    ])
      await log.getByText(line).waitFor();
    await shows('Capacity', '70');
  });

  test('a time that clocks skip or show twice is saved as the form says', async () => {
    const { page, put, read, fill, press, address } = desk();
    const times = { onSaleAt: '2029-01-01T12:00:00Z', startsAt: '2031-01-01T12:00:00Z' };
    await put('clocks', { timeZone: 'Europe/Berlin', closesAt: '2030-12-01T12:00:00Z', ...times });
    for (const [local, note, instant] of [
      ['2030-03-31T02:30', 'skip this time. It will be saved as Sun 31 Mar 2030 · 3:30 AM GMT+2.', '01:30'],
      ['2030-10-27T02:30', 'twice. It will be saved as Sun 27 Oct 2030 · 2:30 AM GMT+2.', '00:30'],
    ] as const) {
      await page.goto(`${address}#/events/clocks/edit`);
      await fill('Sales close', local);
      await page.getByText(note).waitFor();
      await press('Save changes');
      await page.waitForURL(/clocks$/);
      expect((await read('clocks'))['closesAt']).toBe(`${local.slice(0, 11)}${instant}:00.000Z`);
    }
  });

  test('in Portuguese a thousand is 1.000, and what could be another number is refused', async () => {
    const { page, put, read, press, notified, address } = desk();
    await put('mil');
    await page.goto(`${address}?lang=pt-BR#/events/mil/edit`);
    const type = page.getByRole('group', { name: 'Tipo de ingresso 1' });
    expect(await type.getByLabel('Preço').inputValue()).toBe('495,00');
    await type.getByLabel('Capacidade').fill('1,000');
    await type.getByLabel('Preço').fill('1,000');
    await press('Salvar alterações');
    await page.getByText('Informe um número inteiro de 0 a 10.000.000.').waitFor();
    await page.getByText('Informe um valor de 0 ou mais').waitFor();
    await type.getByLabel('Capacidade').fill('1.000');
    await type.getByLabel('Preço').fill('1.000');
    await press('Salvar alterações');
    await notified('Alterações salvas.');
    expect(await read('mil')).toMatchObject({ ticketTypes: [{ capacity: 1_000, priceCents: 100_000 }, {}] });
    await page.goto(`${address}?lang=en#/`);
    await page.getByRole('link', { name: 'New event' }).waitFor();
  });

  test('what was typed is kept until it is saved or discarded', async () => {
    const { page, put, fill, address } = desk();
    await put('kept');
    await page.goto(`${address}#/events/kept/edit`);
    await fill('Venue', 'Maracanã');
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByText('Your unsaved changes are still here.').waitFor();
    await page.reload();
    await page.getByText('Your unsaved changes are still here.').waitFor();
    expect(await page.getByLabel('Venue', { exact: true }).inputValue()).toBe('Maracanã');
    const isKept = () => page.evaluate(() => sessionStorage.getItem('draft kept') !== null);
    expect(await isKept()).toBe(true);
    // What is typed or discarded counts at once, however soon the page is left.
    const discard = page.getByRole('button', { name: 'Discard changes' });
    const keptAfter = await discard.evaluate(async (button) => {
      (button as HTMLElement).click();
      await Promise.resolve();
      return sessionStorage.getItem('draft kept') !== null;
    });
    expect(keptAfter).toBe(false);
    expect(await page.getByLabel('Venue', { exact: true }).inputValue()).toBe('Parque Olímpico');
    await page.reload();
    await page.getByLabel('Venue', { exact: true }).waitFor();
    expect(await page.getByLabel('Venue', { exact: true }).inputValue()).toBe('Parque Olímpico');
    expect(await page.getByText('Your unsaved changes').count()).toBe(0);
  });

  test('the other language keeps what was typed, with its numbers as that language writes them', async () => {
    const { page, press, address } = desk();
    await page.goto(`${address}#/new`);
    const typed = (group: string, labels: string[]) =>
      Promise.all(
        labels.map((label) =>
          page.getByRole('group', { name: group }).getByLabel(label, { exact: true }).inputValue(),
        ),
      );
    const details = page.getByRole('group', { name: 'Event details' });
    await details.getByLabel('ID').fill('forro');
    await details.getByLabel('Description').fill('Duas noites.\nComida típica.');
    await page.getByLabel('Event starts', { exact: true }).fill('2030-06-01T20:00');
    const type = page.getByRole('group', { name: 'Ticket type 1' });
    await type.getByLabel('Price').fill('1,089.90');
    await type.getByLabel('Capacity').fill('1,500');
    await page.getByRole('link', { name: 'Português' }).click();
    await page.getByRole('button', { name: 'Criar evento' }).waitFor();
    expect(await typed('Tipo de ingresso 1', ['Preço', 'Capacidade'])).toEqual(['1089,90', '1500']);
    expect(await typed('Dados do evento', ['Identificador', 'Descrição'])).toEqual([
      'forro',
      'Duas noites.\nComida típica.',
    ]);
    expect(await page.getByLabel('Início do evento', { exact: true }).inputValue()).toBe('2030-06-01T20:00');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Create event' }).waitFor();
    expect(await typed('Ticket type 1', ['Price', 'Capacity'])).toEqual(['1089.90', '1500']);
    await press('Discard changes');
  });

  test('names what somebody else changed meanwhile, and keeps what was typed', async () => {
    const { app, page, put, read, fill, press, notified, address } = desk();
    await put('together', { venue: 'Maracanã' });
    await page.goto(`${address}#/events/together/edit`);
    await fill('Venue', 'Engenhão');
    await fill('Max. tickets per buyer', '6');
    const change = { ...(await read('together')), venue: 'Parque dos Atletas', holdSeconds: 900 };
    const saved = await ask(`${app.url}/admin/events/together`, 'PUT', app.adminToken, change);
    expect(saved.status).toBe(200);
    await press('Save changes');
    const whole = page.getByRole('alert').filter({ hasText: 'Someone else changed this event' });
    await whole.getByText('Venue: Maracanã → Parque dos Atletas (you typed Engenhão)').waitFor();
    await whole.getByText('Maximum hold (seconds): 600 → 900').waitFor();
    expect(await page.evaluate('document.activeElement.className')).toContain('whole');
    expect(await seriousProblems(page)).toEqual([]);
    expect((await read('together'))['venue']).toBe('Parque dos Atletas');
    // Saving again is a decision, and undoes nothing that was not typed over.
    await press('Save changes');
    await notified('Changes saved.');
    expect(await read('together')).toMatchObject({ venue: 'Engenhão', holdSeconds: 900, maxPerBuyer: 6 });
  });
}
