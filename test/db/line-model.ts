/** The line in its simplest correct form: a list that is walked from the front. */
import { entryIdOf, lotOf } from '../../src/domain/draw';
import type { PreOrderStatus } from '../../src/domain/pre-order';

export interface Asked {
  id: string;
  buyer: string;
  key: string | undefined;
  items: Record<string, number>;
  /** Called at once or refused; never waits. */
  direct: boolean;
}

export interface Order extends Omit<Asked, 'direct'> {
  status: PreOrderStatus;
  place: number | null;
  reason: string | null;
  /** The buyer has been silent for too long. */
  away: boolean;
  /** The line has passed over the buyer. */
  absent: boolean;
  overdue: boolean;
}

export interface Rules {
  capacity: Record<string, number>;
  maxPerBuyer: number;
  draw: boolean;
  presence: boolean;
}

const HELD: PreOrderStatus[] = ['called', 'pre_order', 'checking_out'];
const LIVE: PreOrderStatus[] = ['in_line', ...HELD, 'sold'];
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
export const quantityOf = ({ items }: Pick<Order, 'items'>) => sum(Object.values(items));

export class LineModel {
  orders: Order[] = [];
  state: 'active' | 'paused' | 'closed' | 'cancelled' = 'active';
  lastPlace = 0;
  served = 0;
  opened: boolean;
  entriesEnded = false;
  drawn = false;
  /** Buyers who turned out to be others. */
  readonly merged = new Set<string>();
  /** Whether a buyer may have been passed over. */
  everAway = false;

  constructor(
    readonly rules: Rules,
    readonly seed: string,
  ) {
    this.opened = !rules.draw;
  }

  find = (id: string) => this.orders.find((order) => order.id === id);
  types = () => Object.keys(this.rules.capacity);
  private count = (type: string, statuses: PreOrderStatus[]) =>
    sum(this.orders.filter((o) => statuses.includes(o.status)).map((o) => o.items[type] ?? 0));
  held = (type: string) => this.count(type, HELD);
  sold = (type: string) => this.count(type, ['sold']);
  private left = (type: string) => (this.rules.capacity[type] ?? 0) - this.held(type) - this.sold(type);
  free = (type: string) => Math.max(0, this.left(type));
  inLine = () => this.orders.filter((order) => order.status === 'in_line');
  /** All orders that have a place, in order. */
  placed = () =>
    this.inLine()
      .filter((o) => o.place !== null)
      .sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  waiting = (type: string) => this.placed().filter((o) => type in o.items && !o.absent);
  private onSale = () => this.opened && this.state === 'active';
  private entering = () => this.rules.draw && !this.opened && ['active', 'paused'].includes(this.state);
  private calls = () => this.onSale() && (!this.rules.draw || this.drawn);

  /** The first request after the opening ends the entries; its place comes after theirs. */
  arrive(): void {
    if (this.onSale()) this.endEntries();
  }
  private endEntries(): void {
    if (this.rules.draw && !this.entriesEnded) this.lastPlace = this.inLine().length;
    this.entriesEnded = true;
  }

  /** The answer to a request made now. */
  answer({ id, buyer, key, items, direct }: Asked): string {
    const known = this.orders.find((o) => o.id === id || (key && o.buyer === buyer && o.key === key));
    if (known) return `known ${known.id}`;
    if (this.merged.has(buyer)) return 'session_ended';
    if (!this.onSale() && (direct || !this.entering())) return 'not_on_sale';
    const own = this.orders.filter((o) => o.buyer === buyer && LIVE.includes(o.status));
    const waits = own.find((o) => o.status === 'in_line');
    if (waits) return `already_in_line ${waits.id}`;
    if (sum(own.map(quantityOf)) + quantityOf({ items }) > this.rules.maxPerBuyer) return 'limit_reached';
    const wanted = Object.entries(items);
    if (wanted.some(([type, n]) => this.never(type, n))) return 'sold_out';
    if (this.calls() && wanted.every(([type, n]) => this.waiting(type).length === 0 && this.free(type) >= n))
      return 'called';
    return direct ? 'sold_out' : 'in_line';
  }
  private never(type: string, n: number): boolean {
    if (n > (this.rules.capacity[type] ?? 0)) return true;
    if (this.held(type) > 0) return false;
    return this.free(type) === 0 || (this.free(type) < n && this.waiting(type).length === 0);
  }

  join(asked: Asked): string {
    const answer = this.answer(asked);
    if (answer !== 'called' && answer !== 'in_line') return answer;
    const place = this.entering() ? null : ++this.lastPlace;
    const fresh = { place, reason: null, away: false, absent: false, overdue: false };
    const { id, buyer, key, items } = asked;
    this.orders.push({ id, buyer, key, items, ...fresh, status: answer });
    return answer;
  }

  /** Walks from the front: calls each order that can get everything; the others block the types they wait for. */
  move(): void {
    if (this.state === 'closed' || this.state === 'cancelled')
      for (const order of this.inLine()) this.end(order, 'refused', `event_${this.state}`);
    if (!this.calls()) return;
    for (const type of this.types())
      if (this.free(type) === 0 && this.held(type) === 0)
        for (const order of this.placed()) if (type in order.items) this.end(order, 'refused', 'sold_out');
    const blocked = new Set<string>();
    for (const order of this.placed()) {
      if (this.rules.presence && order.away) continue;
      const wanted = Object.entries(order.items);
      const short = wanted.filter(([type, n]) => !blocked.has(type) && this.free(type) < n);
      if (short.some(([type]) => this.held(type) === 0)) {
        this.end(order, 'refused', 'not_enough_left');
      } else if (short.length > 0 || wanted.some(([type]) => blocked.has(type))) {
        for (const [type] of wanted) blocked.add(type);
      } else {
        order.status = 'called';
        this.served++;
      }
    }
  }

  end(order: Order, status: PreOrderStatus, reason: string): void {
    Object.assign(order, { status, reason, absent: false });
  }

  /** @returns how many were drawn; undefined if there is nothing to draw. */
  draw(): number | undefined {
    const over = this.state === 'closed' || this.state === 'cancelled';
    if (!this.rules.draw || this.drawn || !this.opened || over) return undefined;
    this.endEntries();
    this.drawn = true;
    const lot = (order: Order) => lotOf(this.seed, entryIdOf(order.id));
    const entries = this.inLine().filter((o) => o.place === null);
    entries.sort((a, b) => (lot(a) < lot(b) ? -1 : 1)).forEach((order, i) => (order.place = i + 1));
    return entries.length;
  }

  act(action: 'pause' | 'resume' | 'close' | 'cancel'): string {
    const next = { pause: 'paused', resume: 'active', close: 'closed', cancel: 'cancelled' } as const;
    if (this.state === 'cancelled' && action !== 'cancel') return 'event_final';
    if (action === 'cancel' && this.state !== 'cancelled')
      for (const order of this.orders)
        if ([...HELD, 'sold'].includes(order.status)) this.end(order, 'cancelled', 'event_cancelled');
    this.state = next[action];
    return 'done';
  }

  /** What the database should contain. */
  view() {
    const firsts = this.types().flatMap((type) => this.waiting(type)[0]?.place ?? []);
    const ahead = (order: Order) => {
      const before = (type: string) => this.waiting(type).filter((o) => (o.place ?? 0) < (order.place ?? 0));
      if (order.status !== 'in_line' || order.place === null) return null;
      return Math.max(...Object.keys(order.items).map((type) => before(type).length));
    };
    const nowServing = firsts.length > 0 ? Math.min(...firsts) - 1 : this.lastPlace;
    const typeView = (type: string) => ({
      ...{ capacity: this.rules.capacity[type], available: this.free(type), held: this.held(type) },
      ...{ sold: this.sold(type), deficit: this.free(type) - this.left(type) },
      waiting: this.waiting(type).length,
    });
    return {
      event: {
        ...{ waiting: this.inLine().length, lastPlace: this.lastPlace, nowServing, served: this.served },
      },
      types: Object.fromEntries(this.types().map((type) => [type, typeView(type)])),
      orders: Object.fromEntries(
        this.orders.map((o) => [
          o.id,
          { status: o.status, place: o.place, ahead: ahead(o), reason: o.reason },
        ]),
      ),
      places: this.types().flatMap((type) =>
        this.placed()
          .filter((o) => type in o.items)
          .map((o) => ({ type, number: o.place, id: o.id, quantity: o.items[type], absent: o.absent })),
      ),
    };
  }
}
