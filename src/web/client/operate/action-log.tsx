import type { EventJson } from '../api';
import { Time } from '../time';
import type { OperateLocale } from '../i18n/operate';
import type { LoggedAction } from './api';
import { useOperate } from './context';
import type { LiveEvent } from './live-event';
import { choiceText, labelOf } from './setting-labels';

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
        {actions &&
          withCurrencies(actions, event).map(({ at, who, what, detail, currencies }) => (
            <li key={`${at} ${what}`}>
              <p>
                <strong>{words.logged[what] ?? what}</strong> <bdi>{words.by(words.actors[who] ?? who)}</bdi>
              </p>
              <p class="soft small">
                <Time locale={locale} at={at} zone={event.timeZone} seconds />
              </p>
              {detailLines(detail, currencies, event, locale).map((line) => (
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

/** Prices in the record have the currency of their time. */
type Currencies = [before: string, after: string];

/** @param actions newest first. */
function withCurrencies(actions: LoggedAction[], event: EventJson) {
  let currency = event.ticketTypes[0]?.currency ?? 'BRL';
  return actions.map((action) => {
    const change = Object.entries(action.detail.changed ?? {}).find(
      ([path, [before, after]]) => path.endsWith('.currency') && before && after,
    );
    const currencies: Currencies = [change ? String(change[1][0]) : currency, currency];
    [currency] = currencies;
    return { ...action, currencies };
  });
}

function detailLines(
  detail: LoggedAction['detail'],
  currencies: Currencies,
  event: EventJson,
  locale: OperateLocale,
): string[] {
  const { words, number } = locale;
  const { changed = {}, seconds, holds = 0, amountCents, currency, task } = detail;
  const lines = Object.entries(changed).map(([path, [before, after]]) => {
    const [was, is] = [before, after].map((value, i) =>
      valueText(path, value, { event, currency: currencies[i] ?? currencies[0] }, locale),
    );
    return `${labelOf(path, locale)}: ${was ?? ''} → ${is ?? ''}`;
  });
  return [
    ...lines,
    ...(seconds === undefined ? [] : [words.extendedBy(number(seconds), number(holds))]),
    ...(amountCents === undefined ? [] : [locale.money(amountCents, currency ?? currencies[1])]),
    ...(task === undefined ? [] : [words.taskWords[task]?.title ?? task]),
    ...[detail.reference, detail.reason, detail.note].flatMap((text) => (text ? [isolate(text)] : [])),
  ];
}

/** The isolates of Unicode, for text inside of a sentence: a name from right to left turns nothing else around. */
const isolate = (text: string) => `\u2068${text}\u2069`;

function valueText(
  path: string,
  value: unknown,
  { event, currency }: { event: EventJson; currency: string },
  locale: OperateLocale,
): string {
  if (value === undefined || value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? locale.words.yes : locale.words.no;
  if (path.endsWith('.priceCents')) return locale.money(Number(value), currency);
  if (typeof value === 'number') return locale.number(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /(At|Until)$/.test(path)
    ? locale.date(text, event.timeZone, { seconds: true })
    : isolate(choiceText(path, text, locale));
}
