import { appendFileSync } from 'node:fs';
import type { PreOrderStatus } from '../../src/domain/pre-order';

/** What a buyer did. */
export type Deed = 'join' | 'look' | 'touch' | 'checkout' | 'give back';

/** What an answer says of a pre-order, as far as the promise can be checked later. */
interface Told {
  id: string;
  status: PreOrderStatus;
  expiresAt?: string;
  line?: { place: number | null };
  tickets: { id: string; code?: string }[];
}

export interface Deal {
  /** Who, of which event, and with which key where there was one. */
  token: string;
  eventId: string;
  key: string | undefined;
  /** The pre-order that it is about; a join learns it from the answer. */
  id?: string;
}

/** Everything that was said of one pre-order. */
export interface Record {
  id: string;
  token: string;
  eventId: string;
  key: string | undefined;
  quantity: number;
  /** The latest deadline that was answered, in milliseconds. */
  heldUntil: number;
  places: Set<number>;
  codes: Set<string>;
  statuses: Set<PreOrderStatus>;
  /** The last answer: what was asked after it had come can't be told something earlier. */
  last: { status: PreOrderStatus; answeredAt: number };
  /** The buyer wanted to give it back, whether or not that was answered. */
  givenBack: boolean;
  /** A checkout was refused as too late. */
  refusedCheckout: boolean;
}

/** What may be answered to what; 503 and nothing at all always may. */
const ALLOWED: { [D in Deed]: RegExp } = {
  join: /^(20[01]|202|409 (sold_out|limit_reached|already_in_line|not_on_sale))$/,
  look: /^200$/,
  touch: /^(200|410 expired|409 not_held)$/,
  checkout: /^(20[02]|410 expired|409 not_held)$/,
  'give back': /^(200|409 already_sold)$/,
};

/** Where a status may lead to, over any number of steps. */
const LATER: { [S in PreOrderStatus]: readonly PreOrderStatus[] } = {
  in_line: ['called', 'pre_order', 'checking_out', 'sold', 'invalidated', 'refused'],
  called: ['pre_order', 'checking_out', 'sold', 'invalidated'],
  pre_order: ['checking_out', 'sold', 'invalidated'],
  checking_out: ['sold'],
  sold: [],
  invalidated: [],
  refused: [],
  cancelled: [],
};

export interface Answer {
  status: number;
  body: { [name: string]: unknown };
  retryAfter: string | null;
}

/** The driver's own record of every answer that it got, and of those that break a promise at once. */
export class Journal {
  readonly records = new Map<string, Record>();
  readonly problems: string[] = [];
  /** Ids that one buyer got for one key. */
  readonly byKey = new Map<string, Set<string>>();
  /** How often what was answered, by deed. */
  readonly counts = new Map<string, number>();
  /** The longest that an answer took, in milliseconds. */
  slowest = 0;

  constructor(private readonly file: string) {}

  /** No answer came, or the connection broke. */
  lost(deed: Deed, deal: Deal, startedAt: number, error: unknown): void {
    this.note(deed, deal, startedAt, 'lost', (error as Error).message);
  }

  answered(deed: Deed, deal: Deal, startedAt: number, answer: Answer, quantity = 0): void {
    const { status, body } = answer;
    const code = status < 300 ? String(status) : `${status} ${String(body['code'])}`;
    this.slowest = Math.max(this.slowest, Date.now() - startedAt);
    this.note(deed, deal, startedAt, code, status < 300 ? String(body['status']) : '');
    const blame = (what: string) =>
      this.problems.push(`${deed} ${deal.id ?? String(body['id'])}: ${what} (${JSON.stringify(body)})`);
    if (status === 503) {
      if (answer.retryAfter === null) blame('503 without Retry-After');
      return;
    }
    if (!ALLOWED[deed].test(code)) blame(`answered ${code}`);
    const record = deal.id === undefined ? undefined : this.records.get(deal.id);
    if (deed === 'checkout' && code === '410 expired' && record) {
      record.refusedCheckout = true;
      if (Date.now() < record.heldUntil && !record.givenBack)
        blame(`refused before its deadline ${new Date(record.heldUntil).toISOString()}`);
    }
    if (status < 300) this.told(body as unknown as Told, deal, startedAt, quantity, blame);
  }

  /** Somebody was told so much of a pre-order. */
  private told(
    { id, status, expiresAt, line, tickets }: Told,
    { token, eventId, key }: Deal,
    startedAt: number,
    quantity: number,
    blame: (what: string) => void,
  ): void {
    const record: Record = this.records.get(id) ?? {
      ...{ id, token, eventId, key, quantity, heldUntil: 0, givenBack: false, refusedCheckout: false },
      ...{ places: new Set(), codes: new Set(), statuses: new Set(), last: { status, answeredAt: 0 } },
    };
    this.records.set(id, record);
    if (record.token !== token || record.eventId !== eventId) blame('answered to somebody else');
    if (key !== undefined) {
      const ids = this.byKey.get(`${token} ${eventId} ${key}`) ?? new Set();
      this.byKey.set(`${token} ${eventId} ${key}`, ids.add(id));
    }
    const { last } = record;
    if (last.answeredAt > 0 && startedAt > last.answeredAt && status !== last.status)
      if (!LATER[last.status].includes(status)) blame(`was ${last.status} before, now ${status}`);
    if (startedAt > last.answeredAt || LATER[last.status].includes(status))
      record.last = { status, answeredAt: Date.now() };
    record.statuses.add(status);
    if (status === 'pre_order' && expiresAt !== undefined)
      record.heldUntil = Math.max(record.heldUntil, Date.parse(expiresAt));
    if (line?.place != null) record.places.add(line.place);
    for (const { code } of tickets) if (code !== undefined) record.codes.add(code);
  }

  private note(deed: Deed, deal: Deal, startedAt: number, code: string, detail: string): void {
    this.counts.set(`${deed}: ${code}`, (this.counts.get(`${deed}: ${code}`) ?? 0) + 1);
    const [from, to] = [new Date(startedAt).toISOString(), new Date().toISOString()];
    const { id, key, eventId } = deal;
    appendFileSync(this.file, `${JSON.stringify({ from, to, deed, id, key, eventId, code, detail })}\n`);
  }
}
