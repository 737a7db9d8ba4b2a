import { useState } from 'preact/hooks';
import type { EventOperated } from './answers';
import { CancelEvent } from './cancel-event';
import { Confirm } from './confirm';
import { useDesk } from './desk';
import { ExtendHolds } from './extend-holds';

type Simple = 'pause' | 'resume' | 'close';
type Opened = Simple | 'extend' | 'cancel';

/** From each status, the likeliest first. */
const POSSIBLE: Record<EventOperated['status'], Opened[]> = {
  scheduled: ['pause', 'close', 'cancel'],
  on_sale: ['pause', 'extend', 'close', 'cancel'],
  paused: ['resume', 'extend', 'close', 'cancel'],
  closed: ['resume', 'extend', 'cancel'],
  cancelled: [],
};

/** What can be done now: a sale whose time is over can't be opened again without another time. */
const possible = ({ status, closesAt }: EventOperated) =>
  POSSIBLE[status].filter(
    (action) => action !== 'resume' || status === 'paused' || new Date(closesAt).getTime() > Date.now(),
  );

const DONE = { pause: 'paused', resume: 'resumed', close: 'closed' } as const;

/** What can be done about an event's sale; everything that changes it is confirmed first. */
export function Actions({ event, onDone }: { event: EventOperated; onDone(after: EventOperated): void }) {
  const { locale, ask, say } = useDesk();
  const { words, language } = locale;
  const [opened, setOpened] = useState<Opened>();
  const onClose = () => setOpened(undefined);
  const done = (after: EventOperated, sentence: string) => {
    onDone(after);
    say(sentence);
  };
  const csv = `/api/admin/events/${event.id}/sales.csv?separator=${language === 'pt-BR' ? 'semicolon' : 'comma'}`;
  return (
    <div class="actions" role="group" aria-label={words.actions}>
      {possible(event).map((action) => (
        <button key={action} type="button" onClick={() => setOpened(action)}>
          {words[action]}
        </button>
      ))}
      {event.status !== 'cancelled' && (
        <a class="button" href={`#/events/${event.id}/edit`}>
          {words.edit}
        </a>
      )}
      <a class="button" href={csv} download>
        {words.exportSales}
      </a>
      <a class="button" href={`/events/${event.id}`}>
        {words.buyersPage}
      </a>
      {opened === 'extend' && <ExtendHolds {...{ event, done, onClose }} />}
      {opened === 'cancel' && <CancelEvent {...{ event, done, onClose }} />}
      {opened && opened !== 'extend' && opened !== 'cancel' && (
        <Confirm
          title={words[opened]}
          says={words[`${opened}Says`]}
          confirm={words[opened]}
          act={async () => {
            const path = `events/${event.id}/${opened}`;
            done(await ask<EventOperated>(path, { method: 'POST' }), words[DONE[opened]]);
          }}
          onClose={onClose}
        />
      )}
    </div>
  );
}
