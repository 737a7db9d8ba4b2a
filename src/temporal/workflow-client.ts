import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { MailInput } from '../contract/mail';
import {
  MAIL_WORKFLOW,
  mailWorkflowId,
  PRE_ORDER_WORKFLOW,
  preOrderWorkflowId,
  REFUND_WORKFLOW,
  refundWorkflowId,
  SALE_WORKFLOW,
  saleWorkflowId,
  SETTLE_PAYMENT_WORKFLOW,
  settlePaymentWorkflowId,
  subjectOf,
} from '../contract/names';
import { checkoutSignal, giveBackSignal, refreshSignal, type PreOrderInput } from '../contract/pre-order';
import { saleChangedSignal, type SaleInput } from '../contract/sale';
import type { RefundInput, SettlePaymentInput } from '../contract/settling';
import { searchAttributes } from '../contract/search-attributes';
import { describeItems, type PreOrderRequest } from '../domain/pre-order';
import type { LabelsOf } from '../events/event-labels';

export interface WorkflowClientOptions {
  /** @throws if there is none yet. */
  client(): Client;
  taskQueue: string;
  /** Whether a worker in this process shares the client's connection. */
  eager: boolean;
  labelsOf: LabelsOf;
  /** Called for each start, with whether its first task came back with the answer. */
  onStarted?: (eagerly: boolean) => void;
}

export type WorkflowClient = ReturnType<typeof createWorkflowClient>;

/**
 * Starts, signals and lists workflows. Starting one that runs and signalling one that has ended are not errors: the
 * row says what state the pre-order is in.
 */
export function createWorkflowClient(options: WorkflowClientOptions) {
  const { client, taskQueue, eager, labelsOf, onStarted } = options;
  const preOrderOptions = async ({ preOrderId, eventId, buyerId, items }: PreOrderRequest) => {
    const requested = items.map(({ ticketType, quantity }) => ({ ticketType, quantity }));
    const { names, holdMs } = await labelsOf(eventId);
    const title = `${describeItems(items, names)}, ${eventId}`;
    const input: PreOrderInput = { preOrderId, eventId, buyerId, items: requested, title };
    return {
      workflowId: preOrderWorkflowId(preOrderId),
      taskQueue,
      args: [input],
      // How soon another worker takes over a step whose worker died.
      workflowTaskTimeout: '5s' as const,
      // The server takes at most 200 bytes; a name may be long.
      staticSummary: title.slice(0, 60),
      typedSearchAttributes: [
        { key: searchAttributes.eventId, value: eventId },
        { key: searchAttributes.ticketTypes, value: items.map((item) => item.ticketType) },
        ...expectedState(holdMs),
      ],
    };
  };
  const signal = async (preOrderId: string, name: string) => {
    try {
      await client().workflow.getHandle(preOrderWorkflowId(preOrderId)).signal(name);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
  /** Lets a workflow look again; starts it where there is none, or where it has ended. */
  const refreshOrStart = async (
    type: string,
    workflowId: string,
    input: SettlePaymentInput | RefundInput,
  ) => {
    await client().workflow.signalWithStart(type, {
      ...{ workflowId, taskQueue, args: [input], signal: refreshSignal },
      workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    });
  };
  return {
    async start(preOrder: PreOrderRequest): Promise<void> {
      try {
        const { eagerlyStarted } = await client().workflow.start(PRE_ORDER_WORKFLOW, {
          ...(await preOrderOptions(preOrder)),
          requestEagerStart: eager,
        });
        onStarted?.(eagerlyStarted);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    /** Signals an accepted checkout; starts the workflow if there is none. */
    async checkout(preOrder: PreOrderRequest): Promise<void> {
      await client().workflow.signalWithStart(PRE_ORDER_WORKFLOW, {
        ...(await preOrderOptions(preOrder)),
        signal: checkoutSignal,
      });
    },
    signalCheckout: (preOrderId: string) => signal(preOrderId, checkoutSignal.name),
    signalGiveBack: (preOrderId: string) => signal(preOrderId, giveBackSignal.name),
    signalRefresh: (preOrderId: string) => signal(preOrderId, refreshSignal.name),
    /** The pre-orders and events with a running workflow; the list is a moment old. */
    async running(): Promise<{ preOrderIds: Set<string>; eventIds: string[] }> {
      const [preOrderIds, eventIds] = [new Set<string>(), [] as string[]];
      const query = `WorkflowType IN ('${PRE_ORDER_WORKFLOW}', '${SALE_WORKFLOW}') AND ExecutionStatus = 'Running'`;
      for await (const { type, workflowId } of client().workflow.list({ query })) {
        if (type === PRE_ORDER_WORKFLOW) preOrderIds.add(subjectOf(workflowId));
        else eventIds.push(subjectOf(workflowId));
      }
      return { preOrderIds, eventIds };
    },
    /** Takes an attempt further that outlived its pre-order. */
    settlePayment: (attemptId: string) =>
      refreshOrStart(SETTLE_PAYMENT_WORKFLOW, settlePaymentWorkflowId(attemptId), { attemptId }),
    /** Takes a refund further. */
    refund: (refundId: string) => refreshOrStart(REFUND_WORKFLOW, refundWorkflowId(refundId), { refundId }),
    /** Starts sending a mail. */
    async startMail({ id, kind }: { id: string; kind: string }): Promise<void> {
      const input: MailInput = { mailId: id, kind };
      try {
        await client().workflow.start(MAIL_WORKFLOW, {
          ...{ workflowId: mailWorkflowId(id), taskQueue, args: [input], staticSummary: `Mail: ${kind}` },
          // One that was terminated has not settled its row, and the row is the truth.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    /** Signals a sale's workflow that its event has changed; starts it if there is none. */
    async signalSale({ eventId, name }: { eventId: string; name: string }): Promise<void> {
      const input: SaleInput = { eventId, name };
      await client().workflow.signalWithStart(SALE_WORKFLOW, {
        workflowId: saleWorkflowId(eventId),
        taskQueue,
        args: [input],
        signal: saleChangedSignal,
        // A sale lasts for weeks. A pinned one would need workers of its first build for all that time
        // (docs/deploying.md). Set here because the server refuses it from workers without a version.
        versioningOverride: 'AUTO_UPGRADE',
        staticSummary: `Sale: ${name.slice(0, 50)}`,
        typedSearchAttributes: [{ key: searchAttributes.eventId, value: eventId }],
      });
    },
  };
}

/** What lists show until the workflow's first step: the state that its reservation leads to milliseconds later. */
function expectedState(holdMs: number | undefined) {
  if (holdMs === undefined) return [{ key: searchAttributes.status, value: 'called' }];
  return [
    { key: searchAttributes.status, value: 'pre_order' },
    { key: searchAttributes.expiresAt, value: new Date(Date.now() + holdMs) },
  ];
}
