/** A line in a real database, changed only through the functions that the program uses. */
import type { Database } from '../../src/db/database';
import { drawLine } from '../../src/db/line';
import { mergeBuyers } from '../../src/db/merge-buyers';
import { actOnEvent } from '../../src/events/act-on-event';
import type { Joined } from '../../src/orders/join';
import { recordPresence } from '../../src/db/presence';
import { Refusal } from '../../src/domain/refusal';
import { onSale, type TestDatabase } from '../helpers/database';
import { TYPES, type Ask, type Command } from './line-commands';
import type { Asked, Rules } from './line-model';

const id = (kind: string, n: number) => `00000000-0000-4000-${kind}000-${String(n).padStart(12, '0')}`;
export const buyerId = (n: number) => id('a', n);
/** The seed of every draw here, so that a failure can be reproduced. */
export const SEED = '5e'.repeat(32);

/** A process that runs commands. Each has its own batches. */
export type RealProcess = ReturnType<TestDatabase['another']>;

/** Runs commands on a real event, one by one or many at once, from any process. */
export class RealLine {
  /** The pre-orders that were recorded. */
  readonly ids: string[] = [];
  private asks = 0;
  /** A copy, because commands change it. */
  readonly rules: Rules;
  readonly event = 'show';
  private opened: boolean;
  private readonly merged = new Set<number>();

  constructor(
    private readonly db: Database,
    rules: Rules,
  ) {
    this.rules = { ...rules, capacity: { ...rules.capacity } };
    this.opened = !rules.draw;
  }

  /** Empties the database and creates the event. */
  async create(): Promise<void> {
    const text = `DO $$ BEGIN DELETE FROM ticket; DELETE FROM place; DELETE FROM draw_result; DELETE FROM pre_order;
      DELETE FROM operator_action; DELETE FROM event_details; DELETE FROM ticket_type; DELETE FROM event; DELETE FROM merged_buyer; END $$`;
    await this.db.query({ name: 'empty', text }, []);
    await this.put();
    const seed = 'UPDATE event SET draw_seed = $2 WHERE id = $1';
    await this.db.query({ name: 'seed', text: seed }, [this.event, Buffer.from(SEED, 'hex')]);
  }
  private put = () =>
    onSale(this.db, this.rules.capacity, {
      ...{ id: this.event, maxPerBuyer: this.rules.maxPerBuyer, draw: this.rules.draw },
      presenceSeconds: this.rules.presence ? 600 : 0,
      ...(!this.opened && { onSaleAt: new Date(Date.now() + 600_000) }),
    });

  /** Leaves out ticket types that the event doesn't have; if none is left, asks for one of the first type. */
  asked({ buyer: n, key, items, direct }: Ask): Asked {
    const wanted = items.map(([type, n]) => [TYPES[type] as string, n] as const);
    const there = wanted.filter(([type]) => type in this.rules.capacity);
    const asked = there.length > 0 ? there : [[TYPES[0], 1] as const];
    return { id: id('8', this.asks++), buyer: buyerId(n), key, items: Object.fromEntries(asked), direct };
  }
  orderAt = (n: number) => this.ids[n % Math.max(1, this.ids.length)] ?? id('8', this.asks);

  async join(by: RealProcess, asked: Asked): Promise<[string, Joined?]> {
    const { id, buyer: buyerId, key: idempotencyKey, direct } = asked;
    const items = Object.entries(asked.items).map(([ticketType, quantity]) => ({ ticketType, quantity }));
    const request = { preOrderId: id, eventId: this.event, buyerId, idempotencyKey, items };
    const answer = await outcomeOf(direct ? by.joinDirectly(request) : by.join(request));
    if (typeof answer === 'string') return [answer];
    if (answer.outcome !== 'known') this.ids.push(asked.id);
    return [answer.outcome === 'known' ? `known ${answer.preOrderId}` : answer.outcome, answer];
  }

  /** Runs any command except a join. @returns the answer, if it matters. */
  async run(by: RealProcess, command: Command): Promise<unknown> {
    const { db, event } = this;
    const order = 'order' in command ? this.orderAt(command.order) : '';
    switch (command.what) {
      case 'hold':
      case 'sell':
      case 'leave':
        await by[command.what](order);
        break;
      case 'buy':
        await by.hold(order);
        await by.sell(order);
        break;
      case 'accept':
        await by.hold(order);
        await by.acceptCheckout(order);
        break;
      case 'giveBack':
        await by.giveBack(order, 'given_back');
        break;
      case 'release':
        await by.releaseOverdue(order);
        break;
      case 'expire':
        await this.sql(
          'expire',
          `expires_at = now() - interval '1 s'`,
          `id = $1 AND status = 'pre_order'`,
          order,
        );
        break;
      case 'merge':
        // Nobody signs in a second time with a session that has ended.
        if (this.merged.has(command.from)) break;
        this.merged.add(command.from);
        await db.transaction((tx) => mergeBuyers(tx, buyerId(command.from), buyerId(command.to)));
        break;
      case 'away':
        await this.sql(
          ...(['away', `seen_at = now() - interval '1 day'`] as const),
          ...([`buyer_id = $1 AND status = 'in_line'`, buyerId(command.buyer)] as const),
        );
        break;
      case 'back':
        await recordPresence(db, [buyerId(command.buyer)]);
        break;
      case 'move':
        while ((await by.advance(event)).more);
        break;
      case 'draw':
        return drawLine(db, event);
      case 'capacity':
        this.rules.capacity[this.typeAt(command.type)] = command.to;
        await this.put();
        break;
      case 'presence':
        this.rules.presence = command.on;
        await this.put();
        break;
      case 'open':
        this.opened = true;
        await this.put();
        break;
      case 'pause':
      case 'resume':
      case 'close':
      case 'cancel':
        return outcomeOf(actOnEvent(db, event, command.what, 'a test').then(() => 'done'));
    }
    return undefined;
  }
  private typeAt(n: number): string {
    const types = Object.keys(this.rules.capacity);
    return types[n % types.length] as string;
  }
  private sql = (name: string, set: string, where: string, id: string) =>
    this.db.query({ name, text: `UPDATE pre_order SET ${set} WHERE ${where}` }, [id]);
}

/** Turns a refusal into an answer. Any other error is a bug. */
async function outcomeOf<T>(promise: Promise<T>): Promise<T | string> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { reason } = error;
    return reason.code === 'already_in_line' ? `already_in_line ${reason.preOrderId}` : reason.code;
  }
}
