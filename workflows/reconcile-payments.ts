/** Compares the payment provider's books with ours. A schedule starts it each day. */
import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../src/contract/activities';
import { RECONCILED_DAYS } from '../src/contract/reconcile-payments';
import type { ReconciledCounts } from '../src/domain/payment-difference';

/** Where the provider is away for hours, the next day's run compares the same days again. */
const { reconcilePayments: compare } = proxyActivities<Activities>({
  startToCloseTimeout: '6h',
  scheduleToCloseTimeout: '12h',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '10s', maximumInterval: '5m' },
  summary: "Compare the provider's books with ours",
});

export async function reconcilePayments(): Promise<ReconciledCounts> {
  const result = await compare(RECONCILED_DAYS);
  const { payments, refunds, disputes, counts } = result;
  const found = Object.entries(counts).map(([kind, count]) => `${kind}: ${count}`);
  setCurrentDetails(
    `Compared ${payments} payments, ${refunds} refunds and ${disputes} disputes. ` +
      (found.length > 0 ? `Differences: ${found.join(', ')}.` : 'Nothing differs.'),
  );
  return result;
}
