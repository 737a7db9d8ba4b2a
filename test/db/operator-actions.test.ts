import { readEvent } from '../../src/db/events';
import { actOnEvent, extendHolds } from '../../src/events/act-on-event';
import { putEvent } from '../../src/events/put-event';
import { readActions } from '../../src/db/operator-actions';
import { createTestDatabase, onSale, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => {
  sale = await createTestDatabase();
}, 60_000);
afterAll(() => sale.db.close());

test('an action by a signal to the workflow is recorded once, as done by the workflow', async () => {
  const event = await onSale(sale.db, { pista: 1 });
  for (let i = 0; i < 2; i++) await actOnEvent(sale.db, event, 'pause', 'workflow');
  await extendHolds(sale.db, event, 60, 'Maria');
  const actions = await readActions(sale.db, event, 10);
  expect(actions.map(({ what, who }) => `${what} ${who}`)).toEqual([
    ...['extend Maria', 'pause workflow', 'create system'],
  ]);
  expect(await readActions(sale.db, event, 1)).toMatchObject([{ what: 'extend', at: expect.any(Date) }]);
});

test('when many operators create the same event at once, one succeeds, and one creation is recorded', async () => {
  const event = await readEvent(sale.db, await onSale(sale.db, { pista: 1 }));
  const twin = { ...event, id: 'twin' };
  const tries = await Promise.allSettled(
    ['Ana', 'Bia', 'Caio', 'Davi'].map((who) => putEvent(sale.db, twin, { who, onlyNew: true })),
  );
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of tries)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'event_exists' });
  expect(await readActions(sale.db, 'twin', 10)).toMatchObject([{ what: 'create' }]);
});
