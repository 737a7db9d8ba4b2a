import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import type { JoinRequest } from '../../src/db/join';
import {
  claimDue,
  findLinesToAdvance,
  advanceLine,
  type Advanced,
  type DuePreOrder,
} from '../../src/db/line';
import { migrate } from '../../src/db/migrate';
import { readEvent } from '../../src/db/events';
import type { EventDefinition } from '../../src/domain/event';
import { putEvent } from '../../src/events/put-event';
import { createDirectJoin, createJoin, type Joined } from '../../src/orders/join';
import { createPreOrderStore, type PreOrderStore } from '../../src/orders/store';

/** The steps of pre-orders and lines as one process makes them. */
export interface TestSteps extends PreOrderStore {
  join(request: JoinRequest): Promise<Joined>;
  /** As a workflow does that was started without a call. */
  joinDirectly(request: JoinRequest): Promise<Joined>;
  claimDue(limit: number): Promise<DuePreOrder[]>;
  advance(eventId: string): Promise<Advanced>;
  findLinesToAdvance(): Promise<string[]>;
}

export interface TestDatabase extends TestSteps {
  db: Database;
  url: string;
  /** Another process's view of the same database: its own batches. */
  another(): TestSteps;
}

/** The starter of a process that leases all that it may, and starts nothing. */
export const IDLE_STARTER = {
  reserve: (newcomers: number) => newcomers,
  release: () => undefined,
  start: () => undefined,
  poke: () => undefined,
};

export interface StepOptions {
  onBatch?(operation: string, size: number): void;
  /** How many calls of a batch it leases at most. */
  leases?: number;
}

/** A process's steps, without its workflows. */
export function stepsOf(
  db: Database,
  { onBatch = () => undefined, leases = Infinity }: StepOptions = {},
): TestSteps {
  const starter = { ...IDLE_STARTER, reserve: (newcomers: number) => Math.min(leases, newcomers) };
  const deps = { db, onBatch, starter };
  return {
    ...createPreOrderStore(db, { onBatch }),
    join: createJoin(deps),
    joinDirectly: createDirectJoin(deps),
    claimDue: (limit) => claimDue(db, limit, 8),
    advance: (eventId) => advanceLine(db, eventId, 500),
    findLinesToAdvance: () => findLinesToAdvance(db),
  };
}

/** A database of its own for a test file, still empty. @returns its URL. */
export async function createEmptyDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  const admin = openDatabase({ url: url.href, onError: () => undefined });
  await admin.query({ name: 'create', text: `CREATE DATABASE ${name}` }, []);
  // No test cuts the power, so commits need not wait for the disk.
  await admin.query({ name: 'fast', text: `ALTER DATABASE ${name} SET synchronous_commit = off` }, []);
  await admin.close();
  url.pathname = name;
  return url.href;
}

/** A migrated database of its own for a test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = await createEmptyDatabase();
  const db = openDatabase({ url, onError: () => undefined });
  await migrate(db);
  return { db, url, another: () => stepsOf(db), ...stepsOf(db) };
}

/** Puts an event on sale, with these settings and defaults for the others. @returns its id. */
export async function onSale(
  db: Database,
  stock: Record<string, number>,
  settings: Partial<EventDefinition> = {},
): Promise<string> {
  const id = settings.id ?? `event-${randomUUID().slice(0, 8)}`;
  await putEvent(
    db,
    {
      id,
      name: 'Rock no Rio',
      venue: 'Parque Olímpico',
      timeZone: 'America/Sao_Paulo',
      description: '',
      imageUrl: null,
      startsAt: new Date(Date.now() + 86_400_000),
      doorsOpenAt: null,
      onSaleAt: new Date(Date.now() - 60_000),
      closesAt: new Date(Date.now() + 3_600_000),
      holdSeconds: 600,
      idleSeconds: 180,
      maxPerBuyer: 4,
      draw: false,
      presenceSeconds: 0,
      ...{ signIn: 'none', payment: 'none', refundableUntil: null },
      ticketTypes: Object.entries(stock).map(([type, capacity]) => ({
        id: type,
        name: type,
        priceCents: 49_500,
        currency: 'BRL',
        capacity,
      })),
      ...settings,
    },
    { online: { cannotBePaid: () => undefined } },
  );
  return id;
}

/** What a new buyer asks for. */
export function request(
  eventId: string,
  items: Record<string, number>,
  more: Partial<JoinRequest> = {},
): JoinRequest {
  return {
    preOrderId: randomUUID(),
    eventId,
    buyerId: randomUUID(),
    items: Object.entries(items).map(([ticketType, quantity]) => ({ ticketType, quantity })),
    ...more,
  };
}

/** The counts of an event's ticket types, in the operator's order. */
export async function readStock(db: Database, eventId: string) {
  return (await readEvent(db, eventId)).ticketTypes;
}
