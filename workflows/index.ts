/** What a worker runs. */
export { preOrder } from './pre-order';
export { reconcile, reconciler } from './reconcile';
export { reconcilePayments } from './reconcile-payments';
export { sale } from './sale';
export { sendMail } from './send-mail';
export { refund, settlePayment } from './settle-payment';
