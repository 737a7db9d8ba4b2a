/** Times over HTTP, in a program whose own zone had an offset with seconds until 1914: -03:06:28. */
import { ask, newBuyer } from '../helpers/app';
import { order, show } from '../helpers/show';
import { useOwnApp } from '../helpers/use-app';

const app = useOwnApp({ TZ: 'America/Sao_Paulo', TIME_ZONE: 'America/Manaus' });

const put = (id: string, settings = {}) =>
  ask(`${app.url}/admin/events/${id}`, 'PUT', app.adminToken, show(10, settings));
const read = async (id: string) => (await ask(`${app.url}/events/${id}`, 'GET')).body;

test.each([
  ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ['0099-06-30T12:34:56.789Z', '0099-06-30T12:34:56.789Z'],
  ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
  ['1900-01-01T00:00:00+05:30', '1899-12-31T18:30:00.000Z'],
  ['2026-02-14T23:59:59-03:00', '2026-02-15T02:59:59.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('%s is %s, in every answer', async (given, instant) => {
  const times = { startsAt: given, doorsOpenAt: given };
  const expected = { startsAt: instant, doorsOpenAt: instant };
  expect((await put('times', times)).body).toMatchObject(expected);
  expect(await read('times')).toMatchObject(expected);
});

test('a refusal says when the sale opens, in whatever year that is', async () => {
  const token = await newBuyer(app);
  for (const onSaleAt of [
    '0000-01-01T00:00:00.000Z',
    '1900-01-01T00:00:00.000Z',
    '1970-01-01T00:00:00.000Z',
  ]) {
    await put('refusing', { onSaleAt });
    await ask(`${app.url}/admin/events/refusing/pause`, 'POST', app.adminToken);
    expect(await ask(`${app.url}/events/refusing/pre-orders`, 'POST', token, order())).toMatchObject({
      status: 409,
      body: { code: 'not_on_sale', status: 409, eventStatus: 'paused', onSaleAt },
    });
  }
});

test.each(['9999-12-31T23:59:59-03:00', '0000-01-01T00:00:00+00:01', '10000-01-01T00:00:00Z', 'tomorrow'])(
  '%s is refused for every time of an event',
  async (wrong) => {
    for (const path of ['startsAt', 'doorsOpenAt', 'onSaleAt', 'closesAt'])
      expect(await put('refused', { [path]: wrong })).toMatchObject({
        status: 400,
        body: { errors: [{ path }] },
      });
  },
);

test('a sale that ends in the last second that there is can be bought from', async () => {
  await put('long', { closesAt: '9999-12-31T23:59:59.999Z' });
  const held = await ask(`${app.url}/events/long/pre-orders`, 'POST', await newBuyer(app), order());
  expect(held).toMatchObject({ status: 201, body: { status: 'pre_order' } });
});

test('an event that names no time zone has the one of the configuration', async () => {
  expect((await put('zone')).body['timeZone']).toBe('America/Manaus');
  expect((await put('zone', { timeZone: 'Asia/Kolkata' })).body['timeZone']).toBe('Asia/Kolkata');
});
