import { useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { Confirm } from './confirm';
import { useOperate } from './context';
import { Field, ID_INPUT } from './field';
import { sumOf } from './sums';

type Simple = 'pause' | 'resume' | 'close';
type SaleAction = Simple | 'extend' | 'cancel';

/** From each status, the likeliest first. */
const POSSIBLE: Record<EventJson['status'], SaleAction[]> = {
  scheduled: ['pause', 'close', 'cancel'],
  on_sale: ['pause', 'extend', 'close', 'cancel'],
  paused: ['resume', 'extend', 'close', 'cancel'],
  closed: ['resume', 'extend', 'cancel'],
  cancelled: [],
};

/** Sales whose time is over can't be resumed. */
const possibleFor = ({ status, closesAt }: EventJson) =>
  POSSIBLE[status].filter(
    (action) => action !== 'resume' || status === 'paused' || new Date(closesAt).getTime() > Date.now(),
  );

const DONE = { pause: 'paused', resume: 'resumed', close: 'closed' } as const;

/** What can be done about an event's sales; every change is confirmed first. */
export function SaleActions({ event, onDone }: { event: EventJson; onDone(after: EventJson): void }) {
  const { words, language } = useOperate().locale;
  const [opened, setOpened] = useState<SaleAction>();
  const csv = `/api/admin/events/${event.id}/sales.csv?separator=${language === 'pt-BR' ? 'semicolon' : 'comma'}`;
  return (
    <div class="actions" role="group" aria-label={words.actions}>
      {possibleFor(event).map((action) => (
        <button key={action} type="button" class="button" onClick={() => setOpened(action)}>
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
        {words.buyerPage}
      </a>
      {opened && <ActionDialog {...{ action: opened, event, onDone }} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

interface ActionDialogProps {
  action: SaleAction;
  event: EventJson;
  onDone(after: EventJson): void;
  onClose(): void;
}

function ActionDialog({ action, event, onDone, onClose }: ActionDialogProps) {
  const { locale, api, notify } = useOperate();
  const { words, number } = locale;
  const [typedId, setTypedId] = useState('');
  const [minutes, setMinutes] = useState('5');
  const seconds = Math.round(Number(minutes.replace(',', '.')) * 60);
  const act = async (done: string, body?: unknown) => {
    const path = `events/${event.id}/${action}`;
    onDone(await api<EventJson>(path, { method: 'POST', body }));
    notify(done);
  };
  if (action === 'extend')
    return (
      <Confirm
        title={words.extend}
        explanation={words.extendExplained(number(sumOf(event, 'held')))}
        ready={seconds >= 1 && seconds <= 86_400}
        act={() => act(words.extended(number(seconds / 60)), { seconds })}
        onClose={onClose}
      >
        <Field
          name="minutes"
          label={words.extraMinutes}
          inputMode="decimal"
          value={minutes}
          onText={setMinutes}
        />
      </Confirm>
    );
  if (action === 'cancel')
    return (
      <Confirm
        title={words.cancel}
        explanation={words.cancelExplained}
        keepLabel={words.keepEvent}
        grave
        // It can't be undone, so the id has to be typed, which doesn't happen by mistake.
        ready={typedId.trim() === event.id}
        act={() => act(words.cancelled)}
        onClose={onClose}
      >
        <Field
          name="event-id"
          label={words.typeToConfirm(event.id)}
          {...ID_INPUT}
          value={typedId}
          onText={setTypedId}
        />
      </Confirm>
    );
  return (
    <Confirm
      title={words[action]}
      explanation={words[`${action}Explained`]}
      act={() => act(words[DONE[action]])}
      onClose={onClose}
    />
  );
}
