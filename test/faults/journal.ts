import { appendFileSync } from 'node:fs';
import type { PreOrderStatus } from '../../src/domain/pre-order';

/** What a buyer asks for in a request about a pre-order. */
export type Action = 'join' | 'read' | 'touch' | 'checkout' | 'give back' | 'refund';

/** What a person asks for about their sessions. `pay once ended` is a checkout by a session that has ended. */
export type PersonAction = 'ask code' | 'sign in' | 'me' | 'sign out' | 'pay once ended';

/** The part of an answer that the journal checks later. */
interface PreOrderBody {
  id: string;
  status: PreOrderStatus;
  expiresAt?: string;
  line?: { place: number | null };
  tickets: { id: string; code?: string }[];
}

/** Identifies the pre-order that a request is about. */
export interface PreOrderRef {
  /** The buyer's session. */
  token: string;
  eventId: string;
  /** The `Idempotency-Key` of the join, if the buyer sent one. */
  key: string | undefined;
  /** Undefined in a join, which gets the id from the answer. */
  id?: string;
}

/** Everything that the answers said about one pre-order. */
export interface PreOrderRecord {
  id: string;
  token: string;
  eventId: string;
  key: string | undefined;
  quantity: number;
  /** The latest deadline in an answer, in milliseconds. */
  heldUntil: number;
  places: Set<number>;
  codes: Set<string>;
  statuses: Set<PreOrderStatus>;
  /** A request sent after this answer arrived must not get an earlier status. */
  last: { status: PreOrderStatus; answeredAt: number };
  /** The buyer asked to give it back, even if no answer came. */
  givenBack: boolean;
  /** The buyer may have turned out to be one who has places of their own, of which some are given back. */
  merged: boolean;
  /** The buyer asked for the money back, even if no answer came. */
  refundAsked: boolean;
  /** A checkout was refused because the hold had expired. */
  refusedCheckout: boolean;
}

/** The answers that each action may get. 503 and no answer at all are always allowed. */
const ALLOWED: { [A in Action | PersonAction]: RegExp } = {
  join: /^(20[01]|202|409 (sold_out|limit_reached|already_in_line|not_on_sale))$/,
  read: /^200$/,
  touch: /^(200|410 expired|409 not_held)$/,
  checkout: /^(20[02]|410 expired|409 (not_held|too_many_attempts))$/,
  'give back': /^(200|409 already_(sold|paid))$/,
  refund: /^(202|409 (not_refundable|nothing_to_refund|payment_open))$/,
  'ask code': /^(202|401 session_ended)$/,
  // Beyond five tries, lost ones among them, a code is void.
  'sign in': /^(200|410 code_expired|401 session_ended)$/,
  me: /^200$/,
  'sign out': /^204$/,
  'pay once ended': /^401 session_ended$/,
};

/** The statuses that can follow each status, directly or after others. */
const LATER: { [S in PreOrderStatus]: readonly PreOrderStatus[] } = {
  in_line: ['called', 'pre_order', 'paying', 'checking_out', 'sold', 'invalidated', 'refused', 'refunded'],
  called: ['pre_order', 'paying', 'checking_out', 'sold', 'invalidated', 'refunded'],
  pre_order: ['paying', 'checking_out', 'sold', 'invalidated', 'refunded'],
  paying: ['pre_order', 'checking_out', 'sold', 'invalidated', 'refunded'],
  checking_out: ['sold', 'refunded'],
  sold: ['refunded'],
  // Money that came late buys the tickets if they are still free.
  invalidated: ['sold', 'refunded'],
  refused: [],
  cancelled: [],
  refunded: [],
};

export interface Answer {
  status: number;
  body: { [name: string]: unknown };
  retryAfter: string | null;
}

/** Records every answer that the buyers get, and reports those that break a promise on their own. */
export class Journal {
  readonly records = new Map<string, PreOrderRecord>();
  readonly problems: string[] = [];
  /** The pre-orders that each buyer got for each key. There must be only one. */
  readonly byKey = new Map<string, Set<string>>();
  /** How often each action got each answer. */
  readonly counts = new Map<string, number>();
  /** The longest time until an answer, in milliseconds. */
  slowestMs = 0;
  /** Whose session each is, as soon as its buyer may be known. */
  private readonly persons = new Map<string, string>();

  constructor(private readonly file: string) {}

  /** Records a request that got no answer. */
  recordLost(action: Action, ref: PreOrderRef, startedAt: number, error: unknown): void {
    this.write(action, ref, startedAt, 'lost', (error as Error).message);
  }

  /** From here on, the buyer of this session may be this person. */
  identify(token: string, person: string): void {
    this.persons.set(token, person);
    for (const record of this.recordsOf(person)) record.merged = true;
  }

  /** What the person has under any of their sessions. */
  recordsOf(person: string): PreOrderRecord[] {
    return [...this.records.values()].filter(({ token }) => this.personOf(token) === person);
  }

  private readonly personOf = (token: string) => this.persons.get(token) ?? token;

  /** Records an answer about a person's sessions, or that none came. */
  recordPerson(action: PersonAction, person: string, startedAt: number, answer: Answer | Error): void {
    const ref = { id: person };
    if (answer instanceof Error) this.write(action, ref, startedAt, 'lost', answer.message);
    else this.check(action, ref, startedAt, answer);
  }

  /** @returns reports a problem; undefined if the answer says nothing. */
  private check(action: Action | PersonAction, ref: Partial<PreOrderRef>, startedAt: number, answer: Answer) {
    const { status, body } = answer;
    const code = status < 300 ? String(status) : `${status} ${String(body['code'])}`;
    this.slowestMs = Math.max(this.slowestMs, Date.now() - startedAt);
    this.write(
      action,
      ref,
      startedAt,
      code,
      status < 300 && typeof body['status'] === 'string' ? body['status'] : '',
    );
    const report = (problem: string) =>
      void this.problems.push(
        `${action} ${ref.id ?? String(body['id'])}: ${problem} (${JSON.stringify(body)})`,
      );
    if (status === 503) {
      if (answer.retryAfter === null) report('503 without Retry-After');
      return undefined;
    }
    if (!ALLOWED[action].test(code)) report(`unexpected answer ${code}`);
    return { code, report };
  }

  recordAnswer(action: Action, ref: PreOrderRef, startedAt: number, answer: Answer, quantity = 0): void {
    const { status, body } = answer;
    const checked = this.check(action, ref, startedAt, answer);
    if (!checked) return;
    const { code, report } = checked;
    const record = ref.id === undefined ? undefined : this.records.get(ref.id);
    if (action === 'checkout' && code === '410 expired' && record) {
      record.refusedCheckout = true;
      if (Date.now() < record.heldUntil && !record.givenBack && !record.merged)
        report(`refused before its deadline ${new Date(record.heldUntil).toISOString()}`);
    }
    // A refund is answered with itself.
    if (status < 300 && action !== 'refund')
      this.recordPreOrder(body as unknown as PreOrderBody, ref, startedAt, quantity, report);
  }

  private recordPreOrder(
    { id, status, expiresAt, line, tickets }: PreOrderBody,
    { token, eventId, key }: PreOrderRef,
    startedAt: number,
    quantity: number,
    report: (problem: string) => void,
  ): void {
    const record: PreOrderRecord = this.records.get(id) ?? {
      ...{ id, token, eventId, key, quantity, heldUntil: 0, givenBack: false, merged: false },
      ...{ refundAsked: false, refusedCheckout: false },
      ...{ places: new Set(), codes: new Set(), statuses: new Set(), last: { status, answeredAt: 0 } },
    };
    this.records.set(id, record);
    if (this.personOf(record.token) !== this.personOf(token) || record.eventId !== eventId)
      report('was answered for another buyer or event');
    if (key !== undefined) {
      const ids = this.byKey.get(`${token} ${eventId} ${key}`) ?? new Set();
      this.byKey.set(`${token} ${eventId} ${key}`, ids.add(id));
    }
    const { last } = record;
    if (last.answeredAt > 0 && startedAt > last.answeredAt && status !== last.status)
      if (!LATER[last.status].includes(status)) report(`was ${last.status} before, now ${status}`);
    if (startedAt > last.answeredAt || LATER[last.status].includes(status))
      record.last = { status, answeredAt: Date.now() };
    record.statuses.add(status);
    if (status === 'pre_order' && expiresAt !== undefined)
      record.heldUntil = Math.max(record.heldUntil, Date.parse(expiresAt));
    if (line?.place != null) record.places.add(line.place);
    for (const { code } of tickets) if (code !== undefined) record.codes.add(code);
  }

  private write(
    action: Action | PersonAction,
    ref: Partial<PreOrderRef>,
    startedAt: number,
    code: string,
    detail: string,
  ): void {
    this.counts.set(`${action}: ${code}`, (this.counts.get(`${action}: ${code}`) ?? 0) + 1);
    const [from, to] = [new Date(startedAt).toISOString(), new Date().toISOString()];
    const { id, key, eventId } = ref;
    appendFileSync(this.file, `${JSON.stringify({ from, to, action, id, key, eventId, code, detail })}\n`);
  }
}
