import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { describeItems } from '../domain/pre-order';
import type { ReadEventFacts } from '../db/event-facts';
import type { DueSale } from '../db/sales';
import type { ReconcilableFlows } from '../observability/reconciler';
import type { Flows, StartedPreOrder } from '../line/starter';
import {
  checkoutSignal,
  giveBackSignal,
  lookSignal,
  PRE_ORDER_WORKFLOW,
  preOrderWorkflowId,
  SALE_WORKFLOW,
  saleChangedSignal,
  saleWorkflowId,
  searchAttributes,
  subjectOf,
  type PreOrderInput,
  type SaleInput,
} from '../contract';

/** Signals for flows that are under way. */
export interface RunningFlows extends Flows, ReconcilableFlows {
  /** Tells the flow of an accepted checkout. One that has ended is no error: the row says how. */
  signalCheckout(preOrderId: string): Promise<void>;
  signalGiveBack(preOrderId: string): Promise<void>;
  /** Tells the flow of a sale that its event has changed; starts it where there is none. */
  tellSale(sale: DueSale): Promise<void>;
}

/**
 * @param eager whether a worker in this process shares the client's connection.
 * @param onStarted is told of each start whether its first task came back with it.
 */
export function createFlows(
  client: Client,
  taskQueue: string,
  eager: boolean,
  factsOf: ReadEventFacts,
  onStarted?: (eagerly: boolean) => void,
): RunningFlows {
  const options = async ({ preOrderId, eventId, buyerId, items }: StartedPreOrder) => {
    const requested = items.map(({ ticketType, quantity }) => ({ ticketType, quantity }));
    const { names, holdMs } = await factsOf(eventId);
    const title = `${describeItems(items, names)}, ${eventId}`;
    const input: PreOrderInput = { preOrderId, eventId, buyerId, items: requested, title };
    return {
      workflowId: preOrderWorkflowId(preOrderId),
      taskQueue,
      args: [input],
      // How soon another worker goes on with a step whose worker died.
      workflowTaskTimeout: '5s' as const,
      // The server takes at most 200 bytes; a name may be long.
      staticSummary: title.slice(0, 60),
      typedSearchAttributes: [
        { key: searchAttributes.eventId, value: eventId },
        { key: searchAttributes.ticketTypes, value: items.map((item) => item.ticketType) },
        ...expected(holdMs),
      ],
    };
  };
  // What the reservation, milliseconds later, will say: then the flow needn't write it again.
  const expected = (holdMs?: number) =>
    holdMs === undefined
      ? [{ key: searchAttributes.status, value: 'called' }]
      : [
          { key: searchAttributes.status, value: 'pre_order' },
          { key: searchAttributes.expiresAt, value: new Date(Date.now() + holdMs) },
        ];
  const signal = async (preOrderId: string, name: string) => {
    try {
      await client.workflow.getHandle(preOrderWorkflowId(preOrderId)).signal(name);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
  return {
    async start(preOrder) {
      try {
        const { eagerlyStarted } = await client.workflow.start(PRE_ORDER_WORKFLOW, {
          ...(await options(preOrder)),
          requestEagerStart: eager,
        });
        onStarted?.(eagerlyStarted);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
    async checkout(preOrder) {
      await client.workflow.signalWithStart(PRE_ORDER_WORKFLOW, {
        ...(await options(preOrder)),
        signal: checkoutSignal,
      });
    },
    signalCheckout: (preOrderId) => signal(preOrderId, checkoutSignal.name),
    signalGiveBack: (preOrderId) => signal(preOrderId, giveBackSignal.name),
    signalLook: (preOrderId) => signal(preOrderId, lookSignal.name),
    async running() {
      const [preOrderIds, eventIds] = [new Set<string>(), [] as string[]];
      const query = `WorkflowType IN ('${PRE_ORDER_WORKFLOW}', '${SALE_WORKFLOW}') AND ExecutionStatus = 'Running'`;
      for await (const { type, workflowId } of client.workflow.list({ query })) {
        if (type === PRE_ORDER_WORKFLOW) preOrderIds.add(subjectOf(workflowId));
        else eventIds.push(subjectOf(workflowId));
      }
      return { preOrderIds, eventIds };
    },
    async tellSale({ eventId, name }) {
      const input: SaleInput = { eventId, name };
      await client.workflow.signalWithStart(SALE_WORKFLOW, {
        workflowId: saleWorkflowId(eventId),
        taskQueue,
        args: [input],
        signal: saleChangedSignal,
        // A sale lasts for weeks: pinned, it would keep the build on which it began alive for as long (docs/deploying.md).
        // Said here and not by the workflow: the server refuses that from workers without a version.
        versioningOverride: 'AUTO_UPGRADE',
        staticSummary: `Sale: ${name.slice(0, 50)}`,
        typedSearchAttributes: [{ key: searchAttributes.eventId, value: eventId }],
      });
    },
  };
}
