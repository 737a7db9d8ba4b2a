import { useEffect, useState } from 'preact/hooks';
import type { Action, EventOperated, Point, Report } from './answers';
import { Refused } from './ask';
import { useDesk } from './desk';
import { useWhileVisible } from './while-visible';

/** An event as it is now, as far as it is known. */
export interface LiveEvent {
  event?: EventOperated;
  report?: Report;
  points?: Point[];
  actions?: Action[];
  /** There is no such event. */
  missing?: boolean;
  /** The last question got no answer. */
  lost?: boolean;
}

/** How long the page rests between two looks at what no stream tells, in milliseconds. */
const REST_MS = 4_000;

/**
 * Counts come by the event's stream as they change; the report, the timeline and the record by asking.
 * @returns what is known, a way to ask now, and one to show what an action has just answered.
 */
export function useLiveEvent(
  eventId: string,
  minutes: number,
): [LiveEvent, () => void, (event: EventOperated) => void] {
  const { ask } = useDesk();
  const [live, setLive] = useState<LiveEvent>({});
  const learn = (news: LiveEvent) => setLive((before) => ({ ...before, ...news }));

  const again = useWhileVisible(
    async () => {
      const of = `events/${eventId}`;
      try {
        const [report, { points }, { actions }] = await Promise.all([
          ask<Report>(`${of}/report`),
          ask<{ points: Point[] }>(`${of}/timeline?minutes=${minutes}`),
          ask<{ actions: Action[] }>(`${of}/actions`),
        ]);
        learn({ event: report.event, report, points, actions, lost: false, missing: false });
      } catch (error) {
        learn(
          error instanceof Refused ? { missing: error.problem.code === 'event_not_found' } : { lost: true },
        );
      }
    },
    REST_MS,
    [eventId, minutes],
  );

  useEffect(() => {
    let source: EventSource | undefined;
    const follow = () => {
      source?.close();
      source = undefined;
      if (document.hidden) return;
      const opened = new EventSource(`/api/events/${eventId}/stream`);
      source = opened;
      opened.addEventListener('event', ({ data }: MessageEvent<string>) => {
        const event = JSON.parse(data) as EventOperated;
        learn({ event });
        // The server ends the stream with it; the browser would open it again for ever.
        if (event.status === 'cancelled') opened.close();
      });
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      source?.close();
      document.removeEventListener('visibilitychange', follow);
    };
  }, [eventId]);
  return [live, again, (event) => learn({ event })];
}
