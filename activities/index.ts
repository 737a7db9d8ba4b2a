import type { Activities } from '../src/contract/activities';
import { actOnSale } from './act-on-sale';
import type { ActivityDependencies } from './dependencies';
import { drawLine } from './draw-line';
import { finishBulkChanges } from './finish-bulk-changes';
import { readSale } from './read-sale';
import { reconcile } from './reconcile';
import { refuseEveryoneWaiting } from './refuse-everyone-waiting';
import { releaseTickets } from './release-tickets';
import { reserveTickets } from './reserve-tickets';
import { sellTickets } from './sell-tickets';

/** The activities of all workflows, around one database. */
export function createActivities(deps: ActivityDependencies): Activities {
  return {
    reserveTickets: reserveTickets(deps),
    sellTickets: sellTickets(deps),
    releaseTickets: releaseTickets(deps),
    readSale: readSale(deps),
    actOnSale: actOnSale(deps),
    drawLine: drawLine(deps),
    finishBulkChanges: finishBulkChanges(deps),
    refuseEveryoneWaiting: refuseEveryoneWaiting(deps),
    reconcile: reconcile(deps),
  };
}
