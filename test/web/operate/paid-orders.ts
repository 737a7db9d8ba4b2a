/** Orders that are paid in the payment sandbox, for an operator to look at. */
import { ask } from '../../helpers/app';
import type { Desk } from '../../helpers/desk';
import { CARDS, submit } from '../../helpers/sandbox';

/** The settings of an event that is paid online. */
export const ONLINE = { payment: 'online' };

/** The provider's page of an order that is being paid. */
export const payUrlOf = (body: Record<string, unknown>) => (body['payment'] as { payUrl: string }).payUrl;

export function paidOrders(desk: () => Desk) {
  /** A buyer holds tickets and begins to pay by card. @returns the page where they pay. */
  async function begins(event: string, quantity = 2) {
    const { buys, own } = desk();
    const { token, held } = await buys(event, quantity);
    const checkout = () => ask(`${own(held)}/checkout`, 'POST', token, { method: 'card' });
    const id = String(held.body['id']);
    return { token, id, held, checkout, payUrl: payUrlOf((await checkout()).body) };
  }

  /** Resolves once the order stands as wanted; its stream says when it changes. */
  async function until(order: { token: string; id: string }, wanted: (body: string) => boolean) {
    const response = await fetch(`${desk().app.url}/pre-orders/${order.id}/stream`, {
      headers: { authorization: `Bearer ${order.token}` },
    });
    let text = '';
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += part.value;
      const last = text.split('\n').filter((line) => line.startsWith('data:'));
      if (wanted(last.at(-1) ?? '')) return void reader?.cancel();
    }
  }

  /** An order that was paid by card. */
  async function paid(event: string, quantity = 2) {
    const order = await begins(event, quantity);
    await submit(order.payUrl, { card: CARDS.pays });
    await until(order, (body) => body.includes('"status":"sold"') && body.includes('"status":"paid"'));
    return order;
  }

  /** Makes the sandbox behave in another way. */
  async function fault(payUrl: string, ...faults: object[]) {
    const answer = await ask(`${new URL(payUrl).origin}/sandbox/faults`, 'POST', undefined, { faults });
    expect(answer.status).toBe(200);
  }

  /** Opens a view of the page as if it was never left. */
  const open = async (hash: string) => {
    await desk().page.goto(`${desk().address}#/`);
    await desk().page.goto(`${desk().address}#/${hash}`);
  };
  return { begins, until, paid, fault, open };
}
