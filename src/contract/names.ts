/**
 * Names and ids of the workflows. Everything in this folder is recorded in histories and shown to operators, so ids
 * are opaque and nothing personal is in it.
 */

/** Both the workflow type and the name of the function that defines it. */
export const PRE_ORDER_WORKFLOW = 'preOrder';
export const SALE_WORKFLOW = 'sale';
/** Also the id of the one workflow of this type. */
export const RECONCILER_WORKFLOW = 'reconciler';

export const MAIL_WORKFLOW = 'sendMail';
export const SETTLE_PAYMENT_WORKFLOW = 'settlePayment';
export const REFUND_WORKFLOW = 'refund';

/** The schedule of the version before, which is removed. */
export const RECONCILE_SCHEDULE = 'reconcile';

/** Compares the provider's books with ours; the schedule starts it each day. */
export const RECONCILE_PAYMENTS_WORKFLOW = 'reconcilePayments';
export const RECONCILE_PAYMENTS_SCHEDULE = 'reconcile-payments';

/** The one task queue of a sale's workers. */
export const TASK_QUEUE = 'bilheteria';

/** Where mails are handed to the mail server, at its pace: the queue beside that of the workflows. */
export const mailTaskQueue = (taskQueue: string) => `${taskQueue}-mail`;

const PRE_ORDER_PREFIX = 'pre-order-';
const SALE_PREFIX = 'sale-';

/** The workflow that looks after a pre-order. */
export function preOrderWorkflowId(preOrderId: string): string {
  return PRE_ORDER_PREFIX + preOrderId;
}

/** The workflow that looks after an event's sale. */
export function saleWorkflowId(eventId: string): string {
  return SALE_PREFIX + eventId;
}

/** The workflow that sends a mail. */
export function mailWorkflowId(mailId: string): string {
  return `mail-${mailId}`;
}

/** The workflow that ends an attempt to pay which outlived its pre-order. */
export function settlePaymentWorkflowId(attemptId: string): string {
  return `settle-payment-${attemptId}`;
}

/** The workflow that makes a refund. */
export function refundWorkflowId(refundId: string): string {
  return `refund-${refundId}`;
}

/** The pre-order or event that a workflow looks after, from its id. */
export function subjectOf(workflowId: string): string {
  return workflowId.replace(new RegExp(`^(${PRE_ORDER_PREFIX}|${SALE_PREFIX})`), '');
}
