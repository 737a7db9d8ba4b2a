import { ask, newBuyer } from '../helpers/app';
import { order, show } from '../helpers/show';
import { useApp } from '../helpers/use-app';

const app = useApp();
const LIMIT = 10;

test('a buyer who gives back again and again has to wait before asking again, and can still give back', async () => {
  await ask(`${app.url}/admin/events/give-backs`, 'PUT', app.adminToken, show(100));
  const token = await newBuyer(app);
  const asks = () => ask(`${app.url}/events/give-backs/pre-orders`, 'POST', token, order());
  const givesBack = (id: unknown) => ask(`${app.url}/pre-orders/${String(id)}`, 'DELETE', token);

  const kept = (await asks()).body['id'];
  for (let i = 0; i < LIMIT; i++) {
    const asked = await asks();
    expect(asked.status).toBe(201);
    const { id } = asked.body;
    expect((await givesBack(id)).body).toMatchObject({ status: 'invalidated', reason: 'given_back' });
    // Repeated, it counts once.
    expect((await givesBack(id)).status).toBe(200);
  }
  const refused = await asks();
  expect(refused).toMatchObject({ status: 429, body: { status: 429, code: 'too_many_requests' } });
  const seconds = Number(refused.headers.get('retry-after'));
  expect(refused.body['detail']).toBe(
    `You released tickets several times. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
  );
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);

  expect(await givesBack(kept)).toMatchObject({ status: 200, body: { status: 'invalidated' } });
  const other = await newBuyer(app);
  const others = await ask(`${app.url}/events/give-backs/pre-orders`, 'POST', other, order());
  expect(others.status).toBe(201);
});
