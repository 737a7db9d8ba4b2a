import type { Action, EventOperated } from './answers';
import { useDesk } from './desk';
import type { OperateLocale } from '../i18n/operate';

/** What was done to the event, when, and by whom. */
export function ActionLog({ event, actions }: { event: EventOperated; actions: Action[] | undefined }) {
  const { locale } = useDesk();
  const { words, moment } = locale;
  return (
    <section class="card" aria-labelledby="log">
      <h2 id="log">{words.log}</h2>
      {!actions && <p class="soft">{words.loading}</p>}
      {actions?.length === 0 && <p class="soft">{words.noLog}</p>}
      <ol class="log">
        {actions?.map((action) => (
          <li key={`${action.at} ${action.what}`}>
            <p>
              <strong>{words.did[action.what] ?? action.what}</strong>{' '}
              {words.by(words.whos[action.who] ?? action.who)}
            </p>
            <p class="soft small">
              <time dateTime={action.at}>{moment(new Date(action.at))}</time>
            </p>
            <Details {...{ action, event, locale }} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Details({
  action: { detail },
  event,
  locale,
}: {
  action: Action;
  event: EventOperated;
  locale: OperateLocale;
}) {
  const { words, number } = locale;
  const lines = Object.entries(detail.changed ?? {}).map(
    ([path, [before, after]]) =>
      `${labelOf(path, locale)}: ${valueOf(path, before, event, locale)} → ${valueOf(path, after, event, locale)}`,
  );
  if (detail.seconds !== undefined)
    lines.push(words.extendedBy(number(detail.seconds), number(detail.holds ?? 0)));
  return (
    <>
      {lines.map((line) => (
        <p key={line} class="small">
          {line}
        </p>
      ))}
    </>
  );
}

/** What a changed setting is called: of a ticket type with the type's id. */
function labelOf(path: string, { words }: OperateLocale): string {
  const [, type, key] = /^ticketTypes\.(.+)\.(\w+)$/.exec(path) ?? [];
  const labels: Record<string, string> = words.fields;
  if (type === undefined || key === undefined) return labels[path] ?? path;
  return `${type}, ${(key === 'name' ? words.fields.typeName : (labels[key] ?? key)).toLocaleLowerCase()}`;
}

function valueOf(path: string, value: unknown, event: EventOperated, locale: OperateLocale): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? locale.words.yes : locale.words.no;
  if (path.endsWith('.priceCents'))
    return locale.money(Number(value), event.ticketTypes[0]?.currency ?? 'BRL');
  if (typeof value === 'number') return locale.number(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /At$/.test(path) ? locale.moment(new Date(text)) : text;
}
