import { nearestName } from '../../src/domain/nearest-name';

const KNOWN = ['id', 'name', 'venue', 'holdSeconds', 'idleSeconds', 'maxPerBuyer', 'capacity', 'ticketTypes'];

test.each([
  ['maxPerbuyer', 'maxPerBuyer'],
  ['hold_seconds', 'holdSeconds'],
  ['HOLD-SECONDS', 'holdSeconds'],
  ['capcity', 'capacity'],
  ['capacitty', 'capacity'],
  ['tickettype', 'ticketTypes'],
  ['nmae', 'name'],
  ['nam', 'name'],
  ['x', undefined],
  ['color', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
])('%.20s is probably %s', (given, meant) => expect(nearestName(given, KNOWN)).toBe(meant));

test('nothing is near where nothing is known', () => expect(nearestName('name', [])).toBeUndefined());
