import type { Line } from '../src/db/line';
import type { PreOrderSteps } from '../src/db/pre-orders';
import type { Reconciled } from '../src/db/reconcile';
import type { Sales } from '../src/db/sales';
import { actOnSale } from './act-on-sale';
import { drawLine } from './draw-line';
import { emptyLine } from './empty-line';
import { readSale } from './read-sale';
import { reconcile } from './reconcile';
import { releaseTickets } from './release-tickets';
import { reserveTickets } from './reserve-tickets';
import { sellTickets } from './sell-tickets';

export interface ActivityDependencies {
  steps: PreOrderSteps;
  line: Line;
  sales: Sales;
  reconcile(): Promise<Reconciled>;
}

/** The activities of both workflows, around one database. */
export function createActivities(deps: ActivityDependencies) {
  return {
    reserveTickets: reserveTickets(deps),
    sellTickets: sellTickets(deps),
    releaseTickets: releaseTickets(deps),
    readSale: readSale(deps),
    actOnSale: actOnSale(deps),
    drawLine: drawLine(deps),
    emptyLine: emptyLine(deps),
    reconcile: reconcile(deps),
  };
}

export type Activities = ReturnType<typeof createActivities>;
