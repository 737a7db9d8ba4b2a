import { instantOf, plainTime, wallClock, zoneLabel } from '../../src/domain/local-time';

const SAO_PAULO = 'America/Sao_Paulo';
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

test.each([
  ['2026-12-26T23:55:00Z', SAO_PAULO, '2026-12-26 20:55:00', 'GMT-3'],
  // Brazil had daylight saving time until 2019.
  ['2018-12-26T23:55:00Z', SAO_PAULO, '2018-12-26 21:55:00', 'GMT-2'],
  ['2026-07-01T00:00:00Z', 'America/New_York', '2026-06-30 20:00:00', 'GMT-4'],
  ['2026-01-01T00:00:00Z', 'Asia/Kolkata', '2026-01-01 05:30:00', 'GMT+5:30'],
  ['2026-01-01T00:00:00Z', 'Europe/London', '2026-01-01 00:00:00', 'GMT'],
  ['2026-01-01T00:00:59.999Z', 'UTC', '2026-01-01 00:00:59', 'UTC'],
  ['1900-01-01T00:00:00Z', SAO_PAULO, '1899-12-31 20:53:32', 'GMT-3:06'],
  ['0001-06-01T12:00:00Z', 'UTC', '0001-06-01 12:00:00', 'UTC'],
  ['9999-12-31T23:59:59Z', SAO_PAULO, '9999-12-31 20:59:59', 'GMT-3'],
])('at %s the clocks in %s show %s, %s', (at, zone, shown, label) => {
  expect(plainTime(new Date(at), zone)).toBe(shown);
  expect(zoneLabel(Date.parse(at), zone)).toBe(label);
});

test.each([
  ['2026-12-26T20:55', SAO_PAULO, '2026-12-26T23:55:00.000Z', 'once'],
  ['2026-12-26T20:55:30', SAO_PAULO, '2026-12-26T23:55:30.000Z', 'once'],
  // Clocks went from 0:00 to 1:00 on 4 November 2018, and from 0:00 back to 23:00 on 18 February 2018.
  ['2018-11-04T00:30', SAO_PAULO, '2018-11-04T03:30:00.000Z', 'never'],
  ['2018-11-04T01:00', SAO_PAULO, '2018-11-04T03:00:00.000Z', 'once'],
  ['2018-02-17T23:30', SAO_PAULO, '2018-02-18T01:30:00.000Z', 'twice'],
  ['2018-02-17T22:59', SAO_PAULO, '2018-02-18T00:59:00.000Z', 'once'],
  ['2018-02-18T00:00', SAO_PAULO, '2018-02-18T03:00:00.000Z', 'once'],
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z', 'never'],
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z', 'twice'],
  // A whole day that Samoa skipped.
  ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-30T22:00:00.000Z', 'never'],
])('%s in %s is %s, and clocks show it %s', (local, zone, at, shown) => {
  const found = instantOf(local, zone);
  expect([iso(found?.at), found?.shown]).toEqual([at, shown]);
});

test('what is no time is no instant', () => {
  for (const local of ['', '2026-13-01T00:00', '20260-01-01T00:00', 'soon'])
    expect(instantOf(local, SAO_PAULO)).toBeUndefined();
});

test('a zone that a browser does not know yet shows GMT and says so', () => {
  const at = Date.parse('2026-12-26T23:55:00Z');
  expect(wallClock(at, 'America/Nowhere').toISOString()).toBe('2026-12-26T23:55:00.000Z');
  expect(zoneLabel(at, 'America/Nowhere')).toBe('GMT');
});
