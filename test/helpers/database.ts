import { randomUUID } from 'node:crypto';
import { openDatabase, type Database } from '../../src/db/database';
import { putEvent } from '../../src/db/put-event';
import type { JoinRequest } from '../../src/db/join';
import { createLine, type Line } from '../../src/db/line';
import { migrate } from '../../src/db/migrate';
import { createPreOrderSteps, type PreOrderSteps } from '../../src/db/pre-orders';
import type { EventDefinition } from '../../src/domain/event';

export interface TestDatabase extends PreOrderSteps, Line {
  db: Database;
  url: string;
  /** The same database as another process uses it, with batches of its own. */
  another(): PreOrderSteps & Line;
}

/** Creates a migrated database for a test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  const admin = openDatabase({ url: url.href, onError: () => undefined });
  await admin.query({ name: 'create', text: `CREATE DATABASE ${name}` }, []);
  // No test cuts the power, so commits need not wait for the disk.
  await admin.query({ name: 'fast', text: `ALTER DATABASE ${name} SET synchronous_commit = off` }, []);
  await admin.close();
  url.pathname = name;
  const db = openDatabase({ url: url.href, onError: () => undefined });
  await migrate(db);
  const another = () => ({
    ...createPreOrderSteps(db, () => undefined),
    ...lineOf(db),
  });
  return { db, url: url.href, another, ...another() };
}

/**
 * The line in a process that starts no workflows.
 * @param reserveStarts how many of the wanted starts the process promises to make.
 */
export const lineOf = (db: Database, reserveStarts = (wanted: number) => wanted): Line =>
  createLine(db, { reserveStarts, unreserveStarts: () => undefined, onBatch: () => undefined });

/** Puts an event on sale, with these settings and defaults for the others. @returns its id. */
export async function onSale(
  db: Database,
  stock: Record<string, number>,
  settings: Partial<EventDefinition> = {},
): Promise<string> {
  const id = settings.id ?? `event-${randomUUID().slice(0, 8)}`;
  await putEvent(db, {
    id,
    name: 'Rock no Rio',
    venue: 'Parque Olímpico',
    startsAt: new Date(Date.now() + 86_400_000),
    onSaleAt: new Date(Date.now() - 60_000),
    closesAt: new Date(Date.now() + 3_600_000),
    holdSeconds: 600,
    idleSeconds: 180,
    maxPerBuyer: 4,
    draw: false,
    presenceSeconds: 0,
    ticketTypes: Object.entries(stock).map(([type, capacity]) => ({
      id: type,
      name: type,
      priceCents: 49_500,
      currency: 'BRL',
      capacity,
    })),
    ...settings,
  });
  return id;
}

/** What a new buyer asks for. */
export function request(
  eventId: string,
  items: Record<string, number>,
  more: Partial<JoinRequest> = {},
): JoinRequest {
  return {
    id: randomUUID(),
    eventId,
    buyerId: randomUUID(),
    items: Object.entries(items).map(([ticketType, quantity]) => ({ ticketType, quantity })),
    ...more,
  };
}
