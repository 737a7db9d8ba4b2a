/** An event that sells to known buyers only. */
import { anonymous, signInByCode, someone, useAccounts } from '../helpers/accounts';
import { onSale, request } from '../helpers/database';

const own = useAccounts();

const ask = (event: string, buyerId: string, more = {}) =>
  own.database.join(request(event, { pista: 1 }, { buyerId, ...more }));

test('an anonymous buyer is asked to sign in, also before the opening; a known one gets tickets', async () => {
  const opens = new Date(Date.now() + 3_600_000);
  const closesAt = new Date(opens.getTime() + 3_600_000);
  const now = await onSale(own.database.db, { pista: 9 }, { signIn: 'required' });
  const draw = await onSale(
    own.database.db,
    { pista: 9 },
    { signIn: 'required', draw: true, onSaleAt: opens, closesAt },
  );
  const known = await signInByCode(own.accounts, someone());
  for (const event of [now, draw])
    await expect(ask(event, anonymous().buyerId)).rejects.toMatchObject({ code: 'sign_in_required' });
  expect(await ask(now, known.buyerId)).toMatchObject({ outcome: 'called' });
  expect(await ask(draw, known.buyerId)).toMatchObject({ outcome: 'in_line' });
  await expect(ask(draw, known.buyerId)).rejects.toMatchObject({ code: 'already_in_line' });
});

test('a workflow that is started without a call needs a known buyer as well', async () => {
  const event = await onSale(own.database.db, { pista: 9 }, { signIn: 'required' });
  const known = await signInByCode(own.accounts, someone());
  const direct = (buyerId: string) => own.database.joinDirectly(request(event, { pista: 1 }, { buyerId }));
  await expect(direct(anonymous().buyerId)).rejects.toMatchObject({ code: 'sign_in_required' });
  expect(await direct(known.buyerId)).toMatchObject({ outcome: 'called' });
});

test('it is asked before anything else about the sale, and after whether there is such an event', async () => {
  const over = { closesAt: new Date(Date.now() - 1_000), onSaleAt: new Date(Date.now() - 9_000) };
  const event = await onSale(own.database.db, { pista: 0 }, { signIn: 'required', ...over });
  await expect(ask(event, anonymous().buyerId)).rejects.toMatchObject({ code: 'sign_in_required' });
  await expect(ask('no-such-event', anonymous().buyerId)).rejects.toMatchObject({ code: 'event_not_found' });
});

test('those who came before the rule keep their places, and get the same answer again', async () => {
  const event = await onSale(own.database.db, { pista: 9 });
  const { buyerId } = anonymous();
  const before = request(event, { pista: 1 }, { buyerId, idempotencyKey: 'k' });
  await own.database.join(before);
  await onSale(own.database.db, { pista: 9 }, { id: event, signIn: 'required' });
  await own.database.hold(before.preOrderId);
  expect(await own.database.join({ ...before, preOrderId: before.preOrderId })).toMatchObject({
    outcome: 'known',
  });
  expect(await own.database.acceptCheckout(before.preOrderId)).toMatchObject({ status: 'checking_out' });
  await expect(ask(event, buyerId)).rejects.toMatchObject({ code: 'sign_in_required' });
});
