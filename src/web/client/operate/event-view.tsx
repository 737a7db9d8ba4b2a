import { useState } from 'preact/hooks';
import { ActionLog } from './action-log';
import { Actions } from './actions';
import { Charts } from './charts';
import { useDesk } from './desk';
import { EventForm } from './event-form';
import { Invariants } from './invariants';
import { useLiveEvent } from './live-event';
import { Numbers } from './numbers';
import { StatusWord } from './status-word';
import { TicketTypes } from './ticket-types';
import { useTitle } from './title';

/** One event: how its sale goes, and what can be done about it. */
export function EventView({ eventId, editing }: { eventId: string; editing: boolean }) {
  const { words, date } = useDesk().locale;
  const [minutes, setMinutes] = useState(60);
  const [live, again, show] = useLiveEvent(eventId, minutes);
  const { event, report, points, actions, missing, lost } = live;
  useTitle(event?.name ?? words.events);
  const back = (
    <a class="back" href="#/">
      {words.allEvents}
    </a>
  );
  if (!event)
    return (
      <>
        {back}
        <h1 class="unseen">{words.events}</h1>
        <p>{missing ? words.noSuchEvent : lost ? words.lost : words.loading}</p>
      </>
    );
  if (editing) return <EventForm event={event} onSaved={show} />;
  return (
    <>
      {back}
      <div class="heading">
        <div>
          <h1>{event.name}</h1>
          <p class="soft">
            {event.venue}, {date(new Date(event.startsAt))}
          </p>
          <StatusWord event={event} />
        </div>
        <Actions
          event={event}
          onDone={(after) => {
            show(after);
            again();
          }}
        />
      </div>
      {lost && (
        <p class="lost" role="status">
          {words.lost}
        </p>
      )}
      <Numbers {...{ event, report, points }} />
      <Charts {...{ points, minutes, setMinutes }} />
      <TicketTypes event={event} />
      <div class="pair">
        <ActionLog event={event} actions={actions} />
        <Invariants report={report} />
      </div>
    </>
  );
}
