import { useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { Refused, type LoggedAction, type Point, type Report } from './api';
import { useOperate } from './context';
import { useFollowed } from './use-followed';

/** What is known of an event. */
export interface LiveEvent {
  event?: EventJson;
  report?: Report | undefined;
  points?: Point[] | undefined;
  actions?: LoggedAction[] | undefined;
  /** There is no such event. */
  missing?: boolean;
  /** The last request got no answer. */
  outOfDate?: boolean;
}

/**
 * Counts come by the event's stream as they change; the report, the timeline and the log by polling.
 * @returns what is known, a function that fetches at once, and one that shows what an action has just answered.
 */
export function useLiveEvent(
  eventId: string,
  minutes: number,
): [LiveEvent, () => void, (event: EventJson) => void] {
  const { api } = useOperate();
  const [live, setLive] = useState<LiveEvent>({});
  const learn = (part: LiveEvent) => setLive((before) => ({ ...before, ...part }));
  const fetchReport = async (isLatest: () => boolean) => {
    const path = `events/${eventId}`;
    try {
      const [report, { points }, { actions }] = await Promise.all([
        api<Report>(`${path}/report`),
        api<{ points: Point[] }>(`${path}/timeline?minutes=${minutes}`),
        api<{ actions: LoggedAction[] }>(`${path}/actions`),
      ]);
      if (isLatest())
        learn({ event: report.event, report, points, actions, outOfDate: false, missing: false });
    } catch (error) {
      if (!isLatest()) return;
      if (error instanceof Refused) learn({ missing: error.problem.code === 'event_not_found' });
      else learn({ outOfDate: true });
    }
  };
  const fetchNow = useFollowed(fetchReport, [eventId, minutes], {
    subject: `event ${eventId}`,
    onData(data) {
      const event = data as EventJson;
      learn({ event });
      // Nothing changes any more.
      return event.status !== 'cancelled';
    },
  });
  return [live, fetchNow, (event) => learn({ event })];
}
