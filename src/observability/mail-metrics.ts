import { setTimeout as delay } from 'node:timers/promises';
import { Counter, type Registry } from 'prom-client';
import type { Database } from '../db/database';
import { readMailQueue } from '../db/mail';
import type { MailOutcome } from '../mail/send';
import { MAIL_KINDS } from '../mail/templates';
import { addGauge } from './gauge';

/** How long a scrape waits for the database, in milliseconds. After that it goes without these numbers. */
const TIMEOUT_MS = 1_500;

const OUTCOMES: MailOutcome[] = ['sent', 'failed', 'expired'];

/** How many mails this process sent or gave up. @returns counts one. */
export function createMailMetrics(registry: Registry): { onMailEnded(kind: string, outcome: string): void } {
  const ended = new Counter({
    ...{ name: 'bilheteria_mails_total', help: 'Mails that left or never will', registers: [registry] },
    labelNames: ['kind', 'outcome'],
  });
  // A rate needs a first value.
  for (const kind of MAIL_KINDS) for (const outcome of OUTCOMES) ended.inc({ kind, outcome }, 0);
  return { onMailEnded: (kind, outcome) => ended.inc({ kind, outcome }) };
}

/** What waits to be sent. Every process reports the same. */
export function watchMails(registry: Registry, db: Database): void {
  const read = () =>
    Promise.race([readMailQueue(db).catch(() => undefined), delay(TIMEOUT_MS, undefined, { ref: false })]);
  addGauge(registry, 'mails_queued', 'Mails that wait to be sent', [], async () => {
    const queue = await read();
    return queue ? [[queue.queued]] : [];
  });
  addGauge(registry, 'oldest_mail_seconds', 'How long the oldest mail has waited', [], async () => {
    const queue = await read();
    return queue ? [[Math.max(0, queue.oldestSeconds)]] : [];
  });
}
