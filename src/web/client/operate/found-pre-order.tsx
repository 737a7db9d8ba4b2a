import { Facts, type Fact } from '../facts';
import { Time } from '../time';
import type { FoundPreOrderJson } from './api';
import { useOperate } from './context';

/** A pre-order as it is, its history, and a link to its workflow. */
export function FoundPreOrder({ preOrder }: { preOrder: FoundPreOrderJson }) {
  const { locale } = useOperate();
  const { words, money, number } = locale;
  const { id, buyerId, eventId, timeZone: zone, status, reason, expiresAt, workflowUrl, history } = preOrder;
  const items = preOrder.items.map(({ ticketType, quantity }) => `${number(quantity)} × ${ticketType}`);
  const facts: Fact[] = [
    [words.event, <a href={`#/events/${eventId}`}>{eventId}</a>],
    [words.total, `${items.join(' + ')}, ${money(preOrder.totalCents, preOrder.currency)}`],
    [words.preOrder, id],
    [words.buyer, buyerId],
  ];
  if (expiresAt) facts.push([words.heldUntil, <Time {...{ locale, zone }} at={expiresAt} seconds />]);
  return (
    <article class="card found-one" aria-labelledby={`found-${id}`}>
      <h2 id={`found-${id}`}>
        {words.preOrderStatus[status]} <span class="soft small whole-word">{preOrder.orderNumber}</span>
      </h2>
      <Facts facts={facts} />
      <h3>{words.history}</h3>
      <ol class="log">
        {history.map(({ at, what, detail }) => (
          <li key={`${at} ${what}`}>
            <p class="soft small">
              <Time {...{ locale, at, zone }} seconds />
            </p>
            <p>{words.happened[what] ?? (reason && words.endReasons[reason]) ?? detail}</p>
          </li>
        ))}
      </ol>
      {workflowUrl && (
        <a class="button" href={workflowUrl} target="_blank" rel="noopener noreferrer">
          {words.openWorkflow}
        </a>
      )}
    </article>
  );
}
