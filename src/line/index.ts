import type { Progress } from '../concurrency/in-batches';
import type { Database } from '../db/database';
import { claimDue, findLinesToAdvance, advanceLine, readLine, type Advanced } from '../db/line';
import type { Notifications } from '../db/notifications';
import { recordPresence, shortestPresence } from '../db/presence';
import type { PreOrderRequest } from '../domain/pre-order';
import { LEASE_SECONDS, type LeaseOrigin } from './leases';
import { LineAdvancer } from './line-advancer';
import { Presence } from './presence';
import { refuseEveryoneWaiting } from './refuse-everyone';
import { WaitEstimates } from './wait-estimates';
import { WorkflowStarter, type StartableWorkflows } from './workflow-starter';

export interface LineObservers {
  onLeased?: ((origin: LeaseOrigin) => void) | undefined;
  onAdvanced?: ((advanced: Advanced) => void) | undefined;
}

export interface LineOptions extends LineObservers {
  db: Database;
  notifications: Notifications;
  workflows: StartableWorkflows;
  onError(error: unknown, about?: PreOrderRequest): void;
}

export interface LineService {
  starter: WorkflowStarter;
  presence: Presence;
  estimates: WaitEstimates;
  /** Ends the places of all who wait for a sale that is over (refuse-everyone.ts). @returns how many. */
  refuseEveryoneWaiting(eventId: string, progress?: Progress): Promise<number>;
  /** Stops looking for work; what is under way goes on. */
  close(): void;
}

/** How many places one advance looks at: it holds the event's lock for as long as that takes. */
const PLACES_AT_ONCE = 500;

/** All that keeps the lines going, as one process does it beside any number of others. */
export function openLine(options: LineOptions): LineService {
  const { db, notifications, workflows, onError, onLeased, onAdvanced } = options;
  const advance = async (eventId: string) => {
    const advanced = await advanceLine(db, eventId, PLACES_AT_ONCE);
    onAdvanced?.(advanced);
    return advanced;
  };
  const starter = new WorkflowStarter({
    workflows,
    async claimDue(limit) {
      const due = await claimDue(db, limit, LEASE_SECONDS);
      for (const { lapsed } of due) onLeased?.(lapsed ? 'taken_over' : 'claimed');
      return due;
    },
    listen: notifications.listen,
    onError,
  });
  const advancer = new LineAdvancer({
    advance,
    findLines: () => findLinesToAdvance(db),
    onCalled: () => starter.poke(),
    onError,
  });
  const presence = new Presence(
    { shortest: () => shortestPresence(db), record: (buyerIds) => recordPresence(db, buyerIds) },
    onError,
  );
  const stopListening = notifications.onLine(advancer.advance);
  return {
    starter,
    presence,
    estimates: new WaitEstimates((eventId) => readLine(db, eventId)),
    refuseEveryoneWaiting: (eventId, progress) => refuseEveryoneWaiting(() => advance(eventId), progress),
    close() {
      stopListening();
      presence.close();
      advancer.close();
      starter.close();
    },
  };
}
