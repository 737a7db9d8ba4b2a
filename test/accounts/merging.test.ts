/** An anonymous buyer turns out to be a known one: everything moves, under whatever else happens. */
import { audit } from '../../src/db/audit';
import { Refusal } from '../../src/domain/refusal';
import { drawLine } from '../../src/db/line';
import { mergeBuyers } from '../../src/db/merge-buyers';
import { anonymous, signInByCode, someone, useAccounts } from '../helpers/accounts';
import { onSale, readStock, request } from '../helpers/database';
import type { EventDefinition } from '../../src/domain/event';

const own = useAccounts();

type Buyer = Awaited<ReturnType<typeof signInByCode>>;
const read = (id: string) => own.database.read(id);
const join = async (event: string, buyerId: string, quantity = 1, idempotencyKey?: string) => {
  const asked = request(event, { pista: quantity }, { buyerId, idempotencyKey });
  await own.database.join(asked);
  return asked.preOrderId;
};
const hold = async (event: string, buyerId: string, quantity = 1) => {
  const id = await join(event, buyerId, quantity);
  await own.database.hold(id);
  return id;
};
const sell = async (event: string, buyerId: string, quantity = 1) => {
  const id = await hold(event, buyerId, quantity);
  await own.database.acceptCheckout(id);
  await own.database.sell(id);
  return id;
};
/** A known buyer, and an anonymous one who will turn out to be the same person. */
async function two() {
  const address = someone();
  const known: Buyer = await signInByCode(own.accounts, address);
  const stranger = anonymous();
  return { known, stranger, merge: () => signInByCode(own.accounts, address, stranger) };
}
const event = (stock = 100, settings: Partial<EventDefinition> = {}) =>
  onSale(own.database.db, { pista: stock }, settings);
/** Before the opening, so that there are entries. */
const SOON = () => {
  const opens = Date.now() + 3_600_000;
  return { onSaleAt: new Date(opens), closesAt: new Date(opens + 3_600_000) };
};
const check = async () => expect(await audit(own.database.db)).toEqual([]);

test('everything moves: in line, called, held, being bought, sold and over', async () => {
  const { known, stranger, merge } = await two();
  const [a, b, c, d, e] = [await event(), await event(), await event(), await event(), await event(1)];
  await hold(e, anonymous().buyerId);
  const ids = {
    called: await join(a, stranger.buyerId),
    pre_order: await hold(b, stranger.buyerId),
    checking_out: await hold(c, stranger.buyerId),
    sold: await sell(d, stranger.buyerId, 2),
    in_line: await join(e, stranger.buyerId),
    invalidated: await hold(d, stranger.buyerId),
  };
  await own.database.acceptCheckout(ids.checking_out);
  await own.database.giveBack(ids.invalidated, 'given_back');
  const made = await merge();
  expect(made.buyerId).toBe(known.buyerId);
  for (const [status, id] of Object.entries(ids))
    expect([status, await read(id)]).toMatchObject([status, { status, buyerId: known.buyerId }]);
  const mine = await own.database.ofBuyer({ buyerId: known.buyerId, limit: 100 });
  expect(mine.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
  expect(await own.database.ofBuyer({ buyerId: stranger.buyerId, limit: 100 })).toEqual([]);
  await check();
});

test('where both wait in a line, the earlier place stays, no matter which of them has it', async () => {
  for (const first of ['known', 'stranger'] as const) {
    const buyers = await two();
    const id = await event(1);
    await hold(id, anonymous().buyerId);
    const second = first === 'known' ? 'stranger' : 'known';
    const early = await join(id, buyers[first].buyerId);
    const late = await join(id, buyers[second].buyerId);
    await buyers.merge();
    expect(await read(early)).toMatchObject({ status: 'in_line', buyerId: buyers.known.buyerId });
    expect(await read(late)).toMatchObject({ status: 'refused', reason: 'given_back' });
    await check();
  }
});

test('of two entries of a draw, the earlier one stays', async () => {
  const { known, stranger, merge } = await two();
  const id = await event(5, { draw: true, ...SOON() });
  const early = await join(id, stranger.buyerId);
  const late = await join(id, known.buyerId);
  await merge();
  expect(await read(early)).toMatchObject({ status: 'in_line', buyerId: known.buyerId });
  expect(await read(late)).toMatchObject({ status: 'refused', reason: 'given_back' });
  await check();
});

test('after a draw, the better place stays', async () => {
  const id = await event(1, { draw: true, ...SOON() });
  const pairs = [];
  for (let i = 0; i < 4; i++) {
    const buyers = await two();
    const entries = [await join(id, buyers.known.buyerId), await join(id, buyers.stranger.buyerId)];
    pairs.push({ buyers, entries });
  }
  await event(1, { id, draw: true });
  await drawLine(own.database.db, id);
  for (const { buyers, entries } of pairs) {
    const places = await Promise.all(entries.map(async (entry) => (await read(entry))?.place ?? NaN));
    const [best, other] = (places[0] ?? NaN) < (places[1] ?? NaN) ? entries : entries.toReversed();
    await buyers.merge();
    expect(await read(best ?? '')).toMatchObject({ status: 'in_line', buyerId: buyers.known.buyerId });
    expect(await read(other ?? '')).toMatchObject({ status: 'refused', reason: 'given_back' });
  }
  await check();
});

test('what exceeds the limit is given back, the newest first; what is sold never is', async () => {
  const { known, stranger, merge } = await two();
  const id = await event(100, { maxPerBuyer: 4 });
  const theirs = await sell(id, known.buyerId, 2);
  const sold = await sell(id, stranger.buyerId, 1);
  const older = await hold(id, stranger.buyerId, 1);
  const newer = await hold(id, stranger.buyerId, 2);
  const { givenBack } = await merge();
  expect(await read(newer)).toMatchObject({ status: 'invalidated', reason: 'limit_reached' });
  expect(givenBack).toEqual([newer]);
  expect(own.accounts.given).toContain(newer);
  for (const kept of [theirs, sold, older]) expect((await read(kept))?.buyerId).toBe(known.buyerId);
  expect((await readStock(own.database.db, id))[0]).toMatchObject({ held: 1, sold: 3, available: 96 });
  await expect(join(id, known.buyerId)).rejects.toMatchObject({ code: 'limit_reached' });
  await check();
});

test('sold tickets move even where both bought all they could', async () => {
  const { known, stranger, merge } = await two();
  const id = await event(100, { maxPerBuyer: 2 });
  const [one, other] = [await sell(id, known.buyerId, 2), await sell(id, stranger.buyerId, 2)];
  await merge();
  for (const kept of [one, other])
    expect(await read(kept)).toMatchObject({ status: 'sold', buyerId: known.buyerId });
  await check();
});

test('a place in line beyond the limit is given back', async () => {
  const { known, stranger, merge } = await two();
  const id = await event(4, { maxPerBuyer: 2 });
  await sell(id, known.buyerId, 2);
  await hold(id, anonymous().buyerId, 2);
  const waiting = await join(id, stranger.buyerId, 1);
  await merge();
  expect(await read(waiting)).toMatchObject({ status: 'refused', reason: 'limit_reached' });
  await check();
});

test('a key that both used stays with the known buyer’s pre-order', async () => {
  const { known, stranger, merge } = await two();
  const id = await event();
  const [one, other] = [
    await join(id, known.buyerId, 1, 'the key'),
    await join(id, stranger.buyerId, 1, 'the key'),
  ];
  const moved = await join(id, stranger.buyerId, 1, 'another key');
  await merge();
  expect((await read(other))?.buyerId).toBe(known.buyerId);
  const again = async (key: string) => {
    const asked = request(id, { pista: 1 }, { buyerId: known.buyerId, idempotencyKey: key });
    return own.database.join(asked);
  };
  expect(await again('the key')).toMatchObject({ outcome: 'known', preOrderId: one });
  expect(await again('another key')).toMatchObject({ outcome: 'known', preOrderId: moved });
});

test('what the known buyer holds is given back where what moves is sold already', async () => {
  const { known, stranger, merge } = await two();
  const id = await event(100, { maxPerBuyer: 4 });
  const theirs = await hold(id, known.buyerId, 4);
  const sold = await sell(id, stranger.buyerId, 4);
  const { givenBack } = await merge();
  expect(givenBack).toEqual([theirs]);
  expect(await read(theirs)).toMatchObject({ status: 'invalidated', reason: 'limit_reached' });
  expect(await read(sold)).toMatchObject({ status: 'sold', buyerId: known.buyerId });
  await check();
});

test('many who used the same key merge at once, while the known buyer uses it, too', async () => {
  const known = await signInByCode(own.accounts, someone());
  const id = await event(1_000, { maxPerBuyer: 100 });
  const strangers = Array.from({ length: 12 }, () => anonymous().buyerId);
  for (const buyerId of strangers) await own.database.giveBack(await join(id, buyerId, 1, 'k'), 'given_back');
  await Promise.all([
    ...strangers.map((from) => own.database.db.transaction((tx) => mergeBuyers(tx, from, known.buyerId))),
    ...Array.from({ length: 4 }, () => join(id, known.buyerId, 1, 'k')),
  ]);
  const mine = await own.database.ofBuyer({ buyerId: known.buyerId, limit: 100 });
  expect(mine.length).toBeGreaterThanOrEqual(strangers.length);
  await check();
});

test('the anonymous buyer gets nothing any more', async () => {
  const { stranger, merge } = await two();
  const id = await event();
  await merge();
  await expect(join(id, stranger.buyerId)).rejects.toMatchObject({ code: 'session_ended' });
});

test('a request that comes during a merge waits for its end: refused if it is done, granted if it failed', async () => {
  for (const fails of [false, true]) {
    const { known, stranger } = await two();
    const id = await event();
    const earlier = await join(id, stranger.buyerId);
    let joining: Promise<string> | undefined;
    const merging = own.database.db.transaction(async (tx) => {
      await mergeBuyers(tx, stranger.buyerId, known.buyerId);
      // The merge has the lock of this event, so the request asks for another.
      const asking = { ended: false };
      joining = join(await event(), stranger.buyerId).finally(() => (asking.ended = true));
      joining.catch(() => undefined);
      const waiting = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
      while (!asking.ended && (await tx.query(waiting, [])).length === 0);
      if (fails) throw new Error('no sign-in');
    });
    if (fails) {
      await expect(merging).rejects.toThrow('no sign-in');
      expect(await read((await joining) ?? '')).toMatchObject({
        status: 'called',
        buyerId: stranger.buyerId,
      });
    } else {
      await merging;
      await expect(joining).rejects.toMatchObject({ code: 'session_ended' });
    }
    expect((await read(earlier))?.buyerId).toBe((fails ? stranger : known).buyerId);
    await check();
  }
});

test('an entry that is given back while the draw is made gets no place, and the one that stays gets one', async () => {
  const id = await event(5, { draw: true, ...SOON() });
  const { known, stranger } = await two();
  const [stays, goes] = [await join(id, stranger.buyerId), await join(id, known.buyerId)];
  const others = [await join(id, anonymous().buyerId), await join(id, anonymous().buyerId)];
  await event(5, { id, draw: true });
  await own.database.db.transaction((tx) => tx.query('SELECT begin_draw($1)', [id]));
  const draw = { name: 'only_draw', text: 'SELECT draw_line($1) AS drawn' };
  let drawing: Promise<unknown> | undefined;
  await own.database.db.transaction(async (tx) => {
    // The draw has read the entries, and waits at its end for the event.
    await tx.query('SELECT FROM event WHERE id = $1 FOR UPDATE', [id]);
    drawing = own.database.db.query(draw, [id]);
    const waiting = 'SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid';
    while ((await tx.query(waiting, [])).length === 0);
    await mergeBuyers(tx, stranger.buyerId, known.buyerId);
  });
  expect(await drawing).toEqual([{ drawn: 4 }]);
  expect(await read(goes)).toMatchObject({ status: 'refused', reason: 'given_back' });
  for (const one of [stays, ...others]) {
    await own.database.advance(id);
    expect((await read(one))?.status).toBe('called');
  }
  expect((await read(stays))?.buyerId).toBe(known.buyerId);
  await check();
});

test('whatever happens meanwhile, nothing is lost or left behind', async () => {
  const address = someone();
  const known = await signInByCode(own.accounts, address);
  const events = await Promise.all(
    Array.from({ length: 4 }, (_one, i) => event(i % 2 ? 12 : 200, { maxPerBuyer: 3 })),
  );
  const another = own.database.another();
  const strangers = Array.from({ length: 24 }, () => anonymous());
  // A refusal is an answer; anything else, such as a deadlock, is a failure.
  const ignore = (error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    return undefined;
  };
  const shop = async (buyerId: string, order: string[], steps: typeof another) => {
    for (const eventId of order) {
      const asked = request(eventId, { pista: 1 }, { buyerId });
      const joined = await steps.join(asked).catch(ignore);
      if (joined?.outcome !== 'called') continue;
      await steps.hold(asked.preOrderId).catch(ignore);
      if (Math.random() < 0.3) await steps.giveBack(asked.preOrderId, 'given_back').catch(ignore);
      else if (Math.random() < 0.5 && (await steps.acceptCheckout(asked.preOrderId).catch(ignore)))
        await steps.sell(asked.preOrderId).catch(ignore);
      await steps.advance(eventId).catch(ignore);
    }
  };
  await Promise.all(
    strangers.flatMap(({ buyerId }, i) => [
      shop(buyerId, i % 2 ? events : [...events].reverse(), i % 3 ? own.database : another),
      // In the middle of it.
      (async () => {
        for (let turn = 0; turn < i % 5; turn++) await own.database.findLinesToAdvance();
        await own.database.db.transaction((tx) => mergeBuyers(tx, buyerId, known.buyerId));
      })(),
      shop(known.buyerId, i % 2 ? [...events].reverse() : events, another),
    ]),
  );
  const left = await own.database.db.query(
    { name: 'left', text: 'SELECT id FROM pre_order WHERE buyer_id = ANY ($1)' },
    [strangers.map(({ buyerId }) => buyerId)],
  );
  expect(left).toEqual([]);
  await check();
}, 60_000);
