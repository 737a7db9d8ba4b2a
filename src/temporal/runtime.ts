import { SdkComponent } from '@temporalio/common';
import { DefaultLogger, Runtime, type Logger as SdkLogger } from '@temporalio/worker';
import type { Log } from '../observability/log';
import { PRE_ORDER_WORKFLOW, subjectOf } from '../contract/names';

/** The fields of an SDK log entry that are harmless. Payloads are not among them. */
const KEPT = ['workflowId', 'runId', 'workflowType', 'activityType', 'attempt', 'taskQueue', 'sdkComponent'];

/** The components whose entries are about a sale. Other components log about the SDK itself. */
const OURS: unknown[] = [SdkComponent.workflow, SdkComponent.activity];

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** A warning of the SDK about the worker that hands over mails, which has no workflows on purpose. */
const EXPECTED = 'No workflows registered, not polling for workflow tasks';

/** Writes what workflows, activities and the SDK itself log to our log, which decides what is too much. */
export function sdkLogger(log: Log): SdkLogger {
  return new DefaultLogger('TRACE', ({ level, message, meta = {} }) => {
    const fields = Object.fromEntries(
      KEPT.filter((name) => name in meta).map((name) => [name, meta[name] as unknown]),
    );
    if (meta['workflowType'] === PRE_ORDER_WORKFLOW)
      fields['preOrderId'] = subjectOf(String(meta['workflowId']));
    const error: unknown = meta['error'] ?? meta['err'];
    const quiet = message === EXPECTED || (level === 'INFO' && !OURS.includes(meta['sdkComponent']));
    const shown = quiet ? 'DEBUG' : level;
    log[LEVELS[shown]]({ ...fields, ...(error !== undefined && { err: error }) }, message);
  });
}

/**
 * Sets up the SDK's native part: once per process, before the SDK is used.
 * @param metricsAddress where it serves its own metrics, on 127.0.0.1; ours include them.
 */
export function installRuntime(log: Log, metricsAddress: string): void {
  Runtime.install({
    shutdownSignals: [],
    logger: sdkLogger(log),
    telemetryOptions: {
      // Entries below a warning would be collected and passed on only to be thrown away.
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

/** How long a scrape waits for the SDK's metrics, in milliseconds. */
const SCRAPE_MS = 1_000;

/** Reads the metrics that the SDK's native part serves at this address. */
export async function readSdkMetrics(address: string): Promise<string> {
  const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(SCRAPE_MS) });
  return response.ok ? response.text() : '';
}
