/** Which process starts the workflow of a called pre-order. */
import { joinLine } from '../../src/db/join';
import { claimDue } from '../../src/db/line';
import { createTestDatabase, onSale, request, type TestDatabase } from '../helpers/database';

let sale: TestDatabase;
beforeAll(async () => (sale = await createTestDatabase()));
afterAll(() => sale.db.close());

const lapse = (id: string, seconds: number) =>
  sale.db.query(
    {
      name: 'lapse',
      text: 'UPDATE pre_order SET lease_until = now() - make_interval(secs => $2) WHERE id = $1',
    },
    [id, seconds],
  );
const claim = async (overdueSeconds: number) =>
  (await claimDue(sale.db, 10, 8, overdueSeconds)).map(({ preOrderId }) => preOrderId);
/** Calls two buyers in one batch. @returns the indexes of those that another process may claim. */
async function claimableOf(direct: boolean, leases: number): Promise<number[]> {
  const event = await onSale(sale.db, { pista: 4 });
  const batch = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  const rows = await joinLine(sale.db, batch, { direct, leases, leaseSeconds: 8 });
  expect(rows.map(({ outcome }) => outcome)).toEqual(['called', 'called']);
  return (await claim(0)).map((id) => batch.findIndex((one) => one.preOrderId === id));
}

test('a call whose workflow was not started is claimed by one other process', async () => {
  const event = await onSale(sale.db, { pista: 4 });
  const asked = request(event, { pista: 1 });
  await sale.join(asked);
  await lapse(asked.preOrderId, 1);
  const claims = await Promise.all([sale.claimDue(10), sale.another().claimDue(10)]);
  expect(claims.flat().filter((due) => due.preOrderId === asked.preOrderId)).toHaveLength(1);
});

test('a batch leases as many calls as the process can start, and the others are due at once', async () => {
  expect(await claimableOf(false, 1)).toEqual([1]);
});

test('every call of a direct batch is leased, since its workflow runs already', async () => {
  expect(await claimableOf(true, 0)).toEqual([]);
});

test('a claim can be limited to leases that lapsed some time ago', async () => {
  const event = await onSale(sale.db, { pista: 4 });
  const [late, recent] = [request(event, { pista: 1 }), request(event, { pista: 1 })];
  await sale.join(late);
  await sale.join(recent);
  await lapse(late.preOrderId, 70);
  await lapse(recent.preOrderId, 50);
  expect(await claim(60)).toEqual([late.preOrderId]);
  expect(await claim(0)).toEqual([recent.preOrderId]);
});
