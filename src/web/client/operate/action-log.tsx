import type { EventJson } from '../api';
import { Time } from '../time';
import type { OperateLocale } from '../i18n/operate';
import type { LoggedAction } from './api';
import { useOperate } from './context';
import { wordKeyOf } from './form-problems';
import type { LiveEvent } from './live-event';

/** What was done to the event, when, and by whom. */
export function ActionLog({ event, actions }: LiveEvent & { event: EventJson }) {
  const { locale } = useOperate();
  const { words } = locale;
  return (
    <section class="card" aria-labelledby="log">
      <h2 id="log">{words.log}</h2>
      {!actions && <p class="soft">{words.loading}</p>}
      {actions?.length === 0 && <p class="soft">{words.emptyLog}</p>}
      <ol class="log">
        {actions?.map(({ at, who, what, detail }) => (
          <li key={`${at} ${what}`}>
            <p>
              <strong>{words.logged[what] ?? what}</strong> <bdi>{words.by(words.actors[who] ?? who)}</bdi>
            </p>
            <p class="soft small">
              <Time locale={locale} at={at} zone={event.timeZone} seconds />
            </p>
            {detailLines(detail, event, locale).map((line) => (
              <p key={line} class="small">
                {line}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function detailLines(detail: LoggedAction['detail'], event: EventJson, locale: OperateLocale): string[] {
  const { words, number } = locale;
  const { changed = {}, seconds, holds = 0 } = detail;
  const lines = Object.entries(changed).map(([path, [before, after]]) => {
    const text = (value: unknown) => valueText(path, value, event, locale);
    return `${labelOf(path, locale)}: ${text(before)} → ${text(after)}`;
  });
  return seconds === undefined ? lines : [...lines, words.extendedBy(number(seconds), number(holds))];
}

/** What a changed setting is called; one of a ticket type begins with the type's id. */
function labelOf(path: string, { words }: OperateLocale): string {
  const [, type] = /^ticketTypes\.(.+)\.\w+$/.exec(path) ?? [];
  const label = (words.fields as Record<string, string>)[wordKeyOf(path)];
  if (label === undefined) return path;
  return type === undefined ? label : `${type}, ${label.toLocaleLowerCase()}`;
}

/** The isolates of Unicode, for text inside of a sentence: a name from right to left turns nothing else around. */
const isolate = (text: string) => `\u2068${text}\u2069`;

function valueText(path: string, value: unknown, event: EventJson, locale: OperateLocale): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? locale.words.yes : locale.words.no;
  if (path.endsWith('.priceCents'))
    return locale.money(Number(value), event.ticketTypes[0]?.currency ?? 'BRL');
  if (typeof value === 'number') return locale.number(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /At$/.test(path) ? locale.date(text, event.timeZone, { seconds: true }) : isolate(text);
}
