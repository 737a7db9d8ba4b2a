import type { MainActivities } from '../src/contract/activities';
import { actOnSale } from './act-on-sale';
import type { ActivityDependencies } from './dependencies';
import { drawLine } from './draw-line';
import { finishBulkChanges } from './finish-bulk-changes';
import { giveUpMail } from './give-up-mail';
import { readSale } from './read-sale';
import { reconcile } from './reconcile';
import { refuseEveryoneWaiting } from './refuse-everyone-waiting';
import { releaseTickets } from './release-tickets';
import { reserveTickets } from './reserve-tickets';
import { sellTickets } from './sell-tickets';

/** The activities of all workflows, around one database; sending mails (send-mail.ts) has a worker of its own. */
export function createActivities(deps: ActivityDependencies): MainActivities {
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
    giveUpMail: giveUpMail(deps),
  };
}
