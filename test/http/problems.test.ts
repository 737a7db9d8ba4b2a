import type { RefusalReason } from '../../src/domain/refusal';
import { problemBody, type ProblemMembers } from '../../src/http/problems';

/** That this compiles means that no refusal has a standard member. */
function membersOf({ code, ...members }: RefusalReason): [string, ProblemMembers] {
  return [code, members];
}

test('no member of a refusal takes the place of a standard one, whatever the database says', () => {
  const fromDatabase = { status: 'paused', type: 'x', title: 'x', detail: 'x', instance: 'x', code: 'x' };
  const members = { ...fromDatabase, eventStatus: 'paused' } as unknown as ProblemMembers;
  expect(JSON.parse(problemBody(409, 'not_on_sale', 'The event is not on sale now.', members))).toEqual({
    ...{ type: 'about:blank', title: 'not on sale', status: 409, code: 'not_on_sale' },
    ...{ detail: 'The event is not on sale now.', eventStatus: 'paused' },
  });
});

test('a refusal with a standard member does not compile', () => {
  // @ts-expect-error -- `status` is the HTTP status.
  const members: ProblemMembers = { status: 'paused' };
  expect(members).toBeDefined();
  expect(membersOf({ code: 'limit_reached', maxPerBuyer: 4 })).toEqual(['limit_reached', { maxPerBuyer: 4 }]);
});
