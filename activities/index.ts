import type { MainActivities } from '../src/contract/activities';
import { abandonPayment } from './abandon-payment';
import { actOnSale } from './act-on-sale';
import { cancelPayment } from './cancel-payment';
import { capturePayment } from './capture-payment';
import type { ActivityDependencies } from './dependencies';
import { drawLine } from './draw-line';
import { finishBulkChanges } from './finish-bulk-changes';
import { giveUpMail } from './give-up-mail';
import { makeRefund } from './make-refund';
import { readSale } from './read-sale';
import { reconcile } from './reconcile';
import { reconcilePayments } from './reconcile-payments';
import { refundCancelled } from './refund-cancelled';
import { refuseEveryoneWaiting } from './refuse-everyone-waiting';
import { releaseTickets } from './release-tickets';
import { reserveTickets } from './reserve-tickets';
import { sellTickets } from './sell-tickets';
import { settlePayment } from './settle-payment';
import { startPayment } from './start-payment';

/** The activities of all workflows, around one database; sending mails (send-mail.ts) has a worker of its own. */
export function createActivities(deps: ActivityDependencies): MainActivities {
  return {
    reserveTickets: reserveTickets(deps),
    sellTickets: sellTickets(deps),
    releaseTickets: releaseTickets(deps),
    startPayment: startPayment(deps),
    cancelPayment: cancelPayment(deps),
    abandonPayment: abandonPayment(deps),
    capturePayment: capturePayment(deps),
    settlePayment: settlePayment(deps),
    makeRefund: makeRefund(deps),
    refundCancelled: refundCancelled(deps),
    readSale: readSale(deps),
    actOnSale: actOnSale(deps),
    drawLine: drawLine(deps),
    finishBulkChanges: finishBulkChanges(deps),
    refuseEveryoneWaiting: refuseEveryoneWaiting(deps),
    reconcile: reconcile(deps),
    reconcilePayments: reconcilePayments(deps),
    giveUpMail: giveUpMail(deps),
  };
}
