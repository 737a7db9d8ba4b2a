import type { Answered, RequestContext } from '../http/request-context';
import { preOrderWorkflowId } from '../contract/names';
import type { Log, LogLevel } from './log';

/** What a line says beside its message: ids, and nothing else of what it was given. */
export function fieldsOf({ requestId, eventId, preOrderId }: RequestContext = {}) {
  return {
    ...(requestId !== undefined && { requestId }),
    ...(eventId !== undefined && { eventId }),
    ...(preOrderId !== undefined && { preOrderId, workflowId: preOrderWorkflowId(preOrderId) }),
  };
}

/** One line a request that is over, at this level; our own failures always as a warning. */
export function createRequestLog(log: Log, level: LogLevel): (answered: Answered) => void {
  return (answered) => {
    const at = answered.status >= 500 ? 'warn' : level;
    if (at === 'silent' || !log.isLevelEnabled(at)) return;
    const { method, route, status, ms, aborted } = answered;
    log[at](
      {
        ...fieldsOf(answered),
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        ...(aborted && { aborted }),
      },
      'request',
    );
  };
}
