import { Batcher } from '../concurrency/batcher';
import { awaitMerge, joinLine, type JoinRequest, type JoinResult } from '../db/join';
import type { Refusal } from '../domain/refusal';
import { Unavailable } from '../domain/unavailable';
import { LEASE_SECONDS } from '../line/leases';
import type { OrderDependencies } from './dependencies';

/** A granted request. If it is called and `leased`, this process starts its workflow. */
export type Joined = Exclude<JoinResult, { refusal: Refusal } | { outcome: 'merging' }> & { leased: boolean };

export type JoinDependencies = Pick<
  OrderDependencies,
  'db' | 'onBatch' | 'onJoined' | 'onRefused' | 'onLeased' | 'batchContext'
> & { starter: Pick<OrderDependencies['starter'], 'reserve' | 'release' | 'start' | 'poke'> };

/**
 * Takes a place behind all earlier ones, and stock if nobody is ahead. Requests for one event at about the same time
 * share a statement, and this process starts as many of their workflows as it has slots for.
 * @throws {Refusal} where it can't be granted; nothing is recorded then.
 */
export function createJoin(deps: JoinDependencies): (request: JoinRequest) => Promise<Joined> {
  const { db, starter, onLeased } = deps;
  return batchedByEvent(deps, async (requests) => {
    const leases = starter.reserve(requests.length);
    const called: JoinRequest[] = [];
    try {
      const results = await joinLine(db, requests, { leases, leaseSeconds: LEASE_SECONDS });
      return results.map((result, i) => {
        if (result.outcome !== 'called') return { ...result, leased: false };
        return { ...result, leased: called.push(requests[i] as JoinRequest) <= leases };
      });
    } finally {
      const leased = called.slice(0, leases);
      for (const request of leased) {
        onLeased?.('at_call');
        starter.start(request);
      }
      starter.release(leases - leased.length);
      if (called.length > leased.length) starter.poke();
    }
  });
}

/**
 * Takes stock for a workflow that was started without a call. It gets the stock now or not at all, because it doesn't
 * wait in line. It already runs, so it needs no slot of the starter.
 * @throws {Refusal} where it can't be granted.
 */
export function createDirectJoin(
  deps: Omit<JoinDependencies, 'starter'>,
): (request: JoinRequest) => Promise<Joined> {
  // A refusal here ends the workflow, where operators find it.
  return batchedByEvent({ ...deps, onRefused: undefined }, async (requests) => {
    const options = { direct: true, leases: requests.length, leaseSeconds: LEASE_SECONDS };
    return (await joinLine(deps.db, requests, options)).map((result) => ({ ...result, leased: false }));
  });
}

/** Requests for one event run one batch after the other, because the statement locks the event. */
function batchedByEvent(
  { db, onBatch, onJoined, onRefused, batchContext: context }: Omit<JoinDependencies, 'starter'>,
  run: (requests: JoinRequest[]) => Promise<(JoinResult & { leased: boolean })[]>,
): (request: JoinRequest) => Promise<Joined> {
  const batcher = new Batcher<JoinRequest, JoinResult & { leased: boolean }>({
    run,
    lane: (request) => request.eventId,
    // A buyer's limit is judged on what is recorded, so their second request waits for the first.
    conflictKey: (request) => request.buyerId,
    isOutage: (error) => error instanceof Unavailable,
    context,
    onBatch: (size, seconds) => onBatch('join', size, seconds),
  });
  return async (request) => {
    let result = await batcher.add(request);
    while (result.outcome === 'merging') {
      await awaitMerge(db, request.buyerId);
      result = await batcher.add(request);
    }
    onJoined?.(result.outcome === 'refused' ? result.refusal.code : result.outcome);
    if (result.outcome === 'refused') {
      onRefused?.(request, result.refusal.code);
      throw result.refusal;
    }
    return result;
  };
}
