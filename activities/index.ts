import type { Calls } from '../src/db/calls';
import type { PreOrderSteps } from '../src/db/pre-orders';
import { releaseTickets } from './release-tickets';
import { reserveTickets } from './reserve-tickets';
import { sellTickets } from './sell-tickets';

export interface ActivityDependencies {
  steps: PreOrderSteps;
  calls: Calls;
}

/** The activities of the saga, around one database. */
export function createActivities(deps: ActivityDependencies) {
  return {
    reserveTickets: reserveTickets(deps),
    sellTickets: sellTickets(deps),
    releaseTickets: releaseTickets(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
