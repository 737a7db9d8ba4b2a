import type { Answered, RequestContext } from '../http/request-context';
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

/** Logs each finished request at this level, and 5xx as a warning whatever the level. */
export function createRequestLog(log: Log, level: LogLevel): (answered: Answered) => void {
  return (answered) => {
    const at = answered.status >= 500 ? 'warn' : level;
    if (at === 'silent' || !log.isLevelEnabled(at)) return;
    const { method, route, status, aborted } = answered;
    const ms = Math.round(answered.ms * 10) / 10;
    log[at]({ ...fieldsOf(answered), method, route, status, ms, ...(aborted && { aborted }) }, 'request');
  };
}
