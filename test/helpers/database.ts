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
  /** Another process's view of the same database: its own batches. */
  another(): PreOrderSteps & Line;
}

/** A database of its own for a test file, still empty. @returns its URL. */
export async function createEmptyDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(process.env['TEST_POSTGRES_URL'] as string);
  const admin = openDatabase({ url: url.href, onError: () => undefined });
  await admin.query({ name: 'create', text: `CREATE DATABASE ${name}` }, []);
  // Nobody pulls the plug here, so no commit has to wait for the disk.
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
  const another = () => ({
    ...createPreOrderSteps(db, () => undefined),
    ...createLine(db, {
      reserveStarts: (n) => n,
      unreserveStarts: () => undefined,
      onBatch: () => undefined,
    }),
  });
  return { db, url, another, ...another() };
}

/** An event that is on sale; what a test cares about is said by the test. */
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
