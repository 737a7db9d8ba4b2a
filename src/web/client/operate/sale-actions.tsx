import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventJson } from '../api';
import { typedNumber } from '../i18n/typed-number';
import { Confirm } from './confirm';
import { useOperate } from './context';
import { Field, ID_INPUT } from '../field';
import { sumOf } from './sums';

type SaleAction = 'pause' | 'resume' | 'extend' | 'close' | 'cancel';

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

interface SaleActionsProps {
  event: EventJson;
  /** Gets the event as it is after the action. */
  onDone(after: EventJson): void;
}

/** What can be done about an event's sales; every change is confirmed first. */
export function SaleActions({ event, onDone }: SaleActionsProps) {
  const { locale, may } = useOperate();
  const { words, language } = locale;
  const [opened, setOpened] = useState<SaleAction>();
  const group = useRef<HTMLDivElement>(null);
  const hasActed = useRef(false);
  // An action often removes the button that led to it, and the focus with it.
  useEffect(() => {
    if (!hasActed.current || opened || document.activeElement !== document.body) return;
    hasActed.current = false;
    group.current?.focus();
  }, [event.status, opened]);
  const onActed = (after: EventJson) => {
    hasActed.current = true;
    onDone(after);
  };
  const csv = `/api/admin/events/${event.id}/sales.csv?separator=${language === 'pt-BR' ? 'semicolon' : 'comma'}`;
  return (
    <div ref={group} class="actions" role="group" aria-label={words.actions} tabIndex={-1}>
      {(may('manager') ? possibleFor(event) : []).map((action) => (
        <button key={action} type="button" class="button" onClick={() => setOpened(action)}>
          {words[action]}
        </button>
      ))}
      {event.status !== 'cancelled' && may('manager') && (
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
      {opened && (
        <ActionDialog {...{ action: opened, event }} onDone={onActed} onClose={() => setOpened(undefined)} />
      )}
    </div>
  );
}

interface ActionDialogProps extends SaleActionsProps {
  action: SaleAction;
  onClose(): void;
}

function ActionDialog({ action, event, onDone, onClose }: ActionDialogProps) {
  const { locale, api, notify } = useOperate();
  const { words, number, language } = locale;
  /** The minutes to extend by, or the event's id. */
  const [typed, setTyped] = useState(action === 'extend' ? '5' : '');
  const seconds = Math.round(((typedNumber(typed, language, 2) ?? 0) * 60) / 100);
  const act = async (done: string, body?: unknown) => {
    onDone(await api<EventJson>(`events/${event.id}/${action}`, { method: 'POST', body }));
    notify(done);
  };
  const shared = { title: words[action], onClose };
  const field = { value: typed, onText: setTyped };
  if (action === 'extend')
    return (
      <Confirm
        {...shared}
        explanation={words.extendExplained(number(sumOf(event, 'held')))}
        ready={seconds >= 1 && seconds <= 86_400}
        act={() => act(words.extendDone(number(seconds / 60)), { seconds })}
      >
        <Field name="minutes" label={words.extraMinutes} inputMode="decimal" {...field} />
      </Confirm>
    );
  const cancels = action === 'cancel';
  return (
    <Confirm
      {...shared}
      explanation={words[`${action}Explained`]}
      keepLabel={cancels ? words.keepEvent : words.goBack}
      grave={cancels}
      // Cancelling can't be undone, so the id has to be typed, which doesn't happen by mistake.
      ready={!cancels || typed.trim() === event.id}
      act={() => act(words[`${action}Done`])}
    >
      {cancels && <Field name="event-id" label={words.typeToConfirm(event.id)} {...ID_INPUT} {...field} />}
    </Confirm>
  );
}
