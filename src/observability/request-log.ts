import { PROBES, type Answered, type RequestContext } from '../http/request-context';
import { preOrderWorkflowId } from '../contract/names';
import type { Log, LogLevel } from './log';

/** The ids of a request for a log line. Nothing else of the request is logged. */
export function fieldsOf({ requestId, eventId, preOrderId }: RequestContext = {}) {
  return {
    ...(requestId !== undefined && { requestId }),
    ...(eventId !== undefined && { eventId }),
    ...(preOrderId !== undefined && { preOrderId, workflowId: preOrderWorkflowId(preOrderId) }),
  };
}

/** Logs each finished request at this level, and 5xx as a warning whatever the level. That a probe finds the process
 * not ready is not a failed answer. */
export function createRequestLog(log: Log, level: LogLevel): (answered: Answered) => void {
  return (answered) => {
    const failed = answered.status >= 500 && !PROBES.includes(answered.route);
    const at = failed ? 'warn' : level;
    if (at === 'silent' || !log.isLevelEnabled(at)) return;
    const { method, route, status, aborted } = answered;
    const ms = Math.round(answered.ms * 10) / 10;
    log[at]({ ...fieldsOf(answered), method, route, status, ms, ...(aborted && { aborted }) }, 'request');
  };
}
