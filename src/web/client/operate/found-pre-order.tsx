import type { Found } from './answers';
import { useDesk } from './desk';

/** A pre-order as it is, what happened to it, and where its workflow is. */
export function FoundPreOrder({ preOrder }: { preOrder: Found }) {
  const { words, money, moment, number, language } = useDesk().locale;
  const { id, buyerId, eventId, status, reason, expiresAt, workflowUrl, history } = preOrder;
  const items = preOrder.items.map(({ ticketType, quantity }) => `${number(quantity)} × ${ticketType}`);
  // The API's own words are English.
  const inWords = (what: string, detail: string) =>
    language === 'en' ? detail : (words.happened[what] ?? (reason && words.ended[reason]) ?? detail);
  return (
    <article class="card found-one" aria-labelledby={`found-${id}`}>
      <h2 id={`found-${id}`}>
        {words.preOrderStatus[status]} <span class="soft small">{id}</span>
      </h2>
      <dl>
        <div>
          <dt>{words.event}</dt>
          <dd>
            <a href={`#/events/${eventId}`}>{eventId}</a>
          </dd>
        </div>
        <div>
          <dt>{words.total}</dt>
          <dd>
            {items.join(' + ')}, {money(preOrder.totalCents, preOrder.currency)}
          </dd>
        </div>
        <div>
          <dt>{words.buyer}</dt>
          <dd>{buyerId}</dd>
        </div>
        {expiresAt && (
          <div>
            <dt>{words.expires}</dt>
            <dd>
              <time dateTime={expiresAt}>{moment(new Date(expiresAt))}</time>
            </dd>
          </div>
        )}
      </dl>
      <h3>{words.history}</h3>
      <ol class="log">
        {history.map(({ at, what, detail }) => (
          <li key={`${at} ${what}`}>
            <p class="soft small">
              <time dateTime={at}>{moment(new Date(at))}</time>
            </p>
            <p>{inWords(what, detail)}</p>
          </li>
        ))}
      </ol>
      {workflowUrl && (
        <a class="button" href={workflowUrl} target="_blank" rel="noopener noreferrer">
          {words.toFlow}
        </a>
      )}
    </article>
  );
}
