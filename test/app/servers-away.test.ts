/** Temporal or Postgres stops under the running program: no answer to a buyer is taken back, and all goes on afterwards. */
import { CARDS, submit } from '../helpers/sandbox';
import { ask, newBuyer } from '../helpers/app';
import { serversIn } from '../helpers/servers-in';
import { order, show } from '../helpers/show';
import { untilStream } from '../helpers/stream';
import { useOwnApp } from '../helpers/use-app';

const app = useOwnApp();
beforeAll(() => ask(`${app.url}/admin/events/away`, 'PUT', app.adminToken, show(40)));

async function join(eventId: string, wait = 0) {
  const token = await newBuyer(app);
  const url = `${app.url}/events/${eventId}/pre-orders`;
  const answer = await ask(url, 'POST', token, order(), { prefer: `wait=${wait}` });
  return { token, answer, at: `${app.url}/pre-orders/${String(answer.body['id'])}` };
}

test('while Temporal is frozen people are called and wait in line, and an accepted checkout is sold afterwards', async () => {
  const { temporal } = serversIn(app.folder);
  const held = await join('away', 10);
  expect(held.answer.body).toMatchObject({ status: 'pre_order' });

  process.kill(temporal, 'SIGSTOP');
  try {
    // More than are started at once: the others stay rows.
    const called = await Promise.all(Array.from({ length: 39 }, () => join('away')));
    const answers = called.map(({ answer }) => `${answer.status} ${String(answer.body['status'])}`);
    expect(new Set(answers)).toEqual(new Set(['201 called']));
    const waiting = await join('away');
    expect(waiting.answer).toMatchObject({ status: 202, body: { line: { ahead: 0 } } });
    const paying = await ask(`${held.at}/checkout`, 'POST', held.token, {}, { prefer: 'wait=0' });
    expect(paying).toMatchObject({ status: 202, body: { status: 'checking_out' } });
    expect(await ask(`${app.url}/ready`, 'GET')).toMatchObject({
      status: 503,
      body: { missing: ['temporal'] },
    });

    process.kill(temporal, 'SIGCONT');
    const ends = called.map(({ at, token }) => untilStream(`${at}/stream`, token, '"status":"pre_order"'));
    ends.push(untilStream(`${held.at}/stream`, held.token, '"status":"sold"'));
    await Promise.all(ends);
  } finally {
    // A frozen server would hold up the end of the program.
    process.kill(temporal, 'SIGCONT');
  }
  const report = await ask(`${app.url}/admin/events/away/report`, 'GET', app.adminToken);
  expect(report.body).toMatchObject({ counts: { pre_order: 39, sold: 1, in_line: 1 } });
  expect((report.body['invariants'] as { ok: boolean }[]).every(({ ok }) => ok)).toBe(true);
}, 90_000);

test.each(['temporal', 'postgres'] as const)(
  'a killed %s comes back under the running program, and a hold is paid for after it',
  async (server) => {
    const { token, answer, at } = await join('rock-no-rio', 10);
    expect(answer).toMatchObject({ status: 201, body: { status: 'pre_order' } });
    const before = serversIn(app.folder)[server];
    process.kill(before, 'SIGKILL');
    // Nothing but 503 and accepted answers until it is sold.
    const pay = () => ask(`${at}/checkout`, 'POST', token, { method: 'card' }, { prefer: 'wait=10' });
    let paid = await pay();
    while (paid.status === 503 || paid.status === 202) paid = await pay();
    expect(paid).toMatchObject({ status: 200, body: { status: 'paying' } });
    await submit((paid.body['payment'] as { payUrl: string }).payUrl, { card: CARDS.pays });
    while (paid.body['status'] !== 'sold') paid = await ask(at, 'GET', token);
    expect(serversIn(app.folder)[server]).not.toBe(before);
  },
  60_000,
);
