import { SdkComponent } from '@temporalio/common';
import { DefaultLogger, Runtime, type Logger as SdkLogger } from '@temporalio/worker';
import type { Log } from '../observability/log';
import { PRE_ORDER_WORKFLOW, subjectOf } from '../contract/names';

/** What of a line's data is known to be harmless; payloads are not among it. */
const KEPT = ['workflowId', 'runId', 'workflowType', 'activityType', 'attempt', 'taskQueue', 'sdkComponent'];

/** Who speaks of a sale; the others speak of the SDK itself. */
const OURS: unknown[] = [SdkComponent.workflow, SdkComponent.activity];

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Writes what workflows, activities and the SDK itself log to our log, which decides what is too much. */
export function sdkLogger(log: Log): SdkLogger {
  return new DefaultLogger('TRACE', ({ level, message, meta = {} }) => {
    const fields = Object.fromEntries(
      KEPT.filter((name) => name in meta).map((name) => [name, meta[name] as unknown]),
    );
    if (meta['workflowType'] === PRE_ORDER_WORKFLOW)
      fields['preOrderId'] = subjectOf(String(meta['workflowId']));
    const error: unknown = meta['error'] ?? meta['err'];
    const shown = level === 'INFO' && !OURS.includes(meta['sdkComponent']) ? 'DEBUG' : level;
    log[LEVELS[shown]]({ ...fields, ...(error !== undefined && { err: error }) }, message);
  });
}

/**
 * The SDK's native part, once a process, before anything else of it is used.
 * @param metricsAddress where it serves its own metrics; for us to fetch, not for the network.
 */
export function installRuntime(log: Log, metricsAddress: string): void {
  Runtime.install({
    shutdownSignals: [],
    logger: sdkLogger(log),
    telemetryOptions: {
      // In the native part nothing below a warning is collected: it would be sorted, passed on, and thrown away.
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      metrics: {
        prometheus: {
          bindAddress: metricsAddress,
          ...{ countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
        },
        attachServiceName: false,
      },
    },
  });
}
