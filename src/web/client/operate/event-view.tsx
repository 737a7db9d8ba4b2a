import { useState } from 'preact/hooks';
import { Time } from '../time';
import { ActionLog } from './action-log';
import { Charts } from './charts';
import { useOperate } from './context';
import { EditEvent } from './edit-event';
import { IntegrityChecks } from './integrity-checks';
import { KeyFigures } from './key-figures';
import { useLiveEvent } from './live-event';
import { useTitle } from './route';
import { MoneyFigures } from './money-figures';
import { Refusals } from './refusals';
import { SaleActions } from './sale-actions';
import { SaleStatus } from './sale-status';
import { TicketTypes } from './ticket-types';

/** One event: how its sales are going, and what can be done about it. */
export function EventView({ eventId, editing }: { eventId: string; editing: boolean }) {
  const { locale } = useOperate();
  const { words } = locale;
  const [minutes, setMinutes] = useState(60);
  const [live, fetchNow, show] = useLiveEvent(eventId, minutes);
  const { event, report, points, actions, missing, outOfDate } = live;
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
        <p>{missing ? words.problems['event_not_found'] : outOfDate ? words.outOfDate : words.loading}</p>
      </>
    );
  if (editing) return <EditEvent eventId={event.id} onSaved={show} />;
  return (
    <>
      {back}
      <div class="heading">
        <div>
          <h1>
            <bdi>{event.name}</bdi>
          </h1>
          <p class="soft">
            <bdi>{event.venue}</bdi>
          </p>
          <p class="soft">
            <Time locale={locale} at={event.startsAt} zone={event.timeZone} />
          </p>
          <SaleStatus event={event} />
        </div>
        <SaleActions
          event={event}
          onDone={(after) => {
            show(after);
            fetchNow();
          }}
        />
      </div>
      {outOfDate && (
        <p class="note warn" role="status">
          {words.outOfDate}
        </p>
      )}
      <KeyFigures {...{ event, report, points }} />
      <MoneyFigures {...{ event, report }} />
      <Charts {...{ points, minutes, setMinutes }} zone={event.timeZone} />
      <TicketTypes event={event} />
      <div class="pair">
        <ActionLog event={event} actions={actions} />
        <IntegrityChecks report={report} />
      </div>
      <Refusals report={report} zone={event.timeZone} />
    </>
  );
}
