import { useState } from 'preact/hooks';
import { TICKET_STATUSES } from '../../../domain/pre-order';
import { Facts, type Fact } from '../facts';
import { Time } from '../time';
import type { FoundPreOrderJson } from './api';
import { useOperate } from './context';
import { PaymentStory } from './payment-story';
import { RefundDialog } from './refund-dialog';

interface FoundPreOrderProps {
  preOrder: FoundPreOrderJson;
  onChanged(): void;
}

/** A pre-order as it is, its history, its payments, and a link to its workflow. */
export function FoundPreOrder({ preOrder, onChanged }: FoundPreOrderProps) {
  const { locale, may } = useOperate();
  const [refunding, setRefunding] = useState(false);
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
  if (preOrder.refunds.length > 0) {
    const counts = TICKET_STATUSES.map(
      (one) =>
        [words.ticketStatus[one], preOrder.tickets.filter((ticket) => ticket.status === one).length] as const,
    );
    const shown = counts.filter(([, count]) => count > 0).map(([text, count]) => `${text}: ${number(count)}`);
    facts.push([words.tickets, shown.join(' · ')]);
  }
  const canRefund =
    status === 'sold' &&
    preOrder.attempts.some((attempt) => attempt.status === 'paid') &&
    preOrder.tickets.some((ticket) => ticket.status === 'sold');
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
      <PaymentStory preOrder={preOrder} />
      <div class="row">
        {canRefund && may('finance') && (
          <button type="button" class="button" onClick={() => setRefunding(true)}>
            {words.refund}
          </button>
        )}
        {workflowUrl && (
          <a class="button" href={workflowUrl} target="_blank" rel="noopener noreferrer">
            {words.openWorkflow}
          </a>
        )}
      </div>
      {canRefund && !may('finance') && <p class="soft small">{words.refundNeeds(words.roles.finance)}</p>}
      {refunding && <RefundDialog {...{ preOrder }} onDone={onChanged} onClose={() => setRefunding(false)} />}
    </article>
  );
}
