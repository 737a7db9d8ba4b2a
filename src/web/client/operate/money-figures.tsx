import type { EventJson } from '../api';
import { Facts, type Fact } from '../facts';
import { useOperate } from './context';
import type { LiveEvent } from './live-event';

/** An event's money by the payment provider; nothing for an event that has never had any. */
export function MoneyFigures({ event, report }: LiveEvent & { event: EventJson }) {
  const { locale, may } = useOperate();
  const { words, number } = locale;
  if (!report) return null;
  const { money, counts } = report;
  const { refunds } = money;
  const hasNone = event.payment !== 'online' && money.capturedCents + money.openCents + money.tasks === 0;
  if (hasNone) return null;
  const amount = (cents: number) => locale.money(cents, money.currency);
  const facts: Fact[] = [
    [words.captured, amount(money.capturedCents)],
    [words.refunded, amount(money.refundedCents)],
    [words.beingPaid, amount(money.openCents)],
    [words.owed, amount(money.owedCents)],
    [words.disputed, amount(money.disputedCents)],
    [words.refundsPending, number(refunds.pending)],
    [words.refundsFailed, number(refunds.failed)],
    [words.openTasks, <TaskCount eventId={event.id} count={money.tasks} />],
  ];
  const all = refunds.pending + refunds.succeeded + refunds.failed;
  const isRefunding = event.status === 'cancelled' && refunds.pending > 0;
  const text = words.refundingOrders(number(all - refunds.pending), number(all));
  const ordersBeing = (['paying', 'refunded'] as const).filter((status) => counts[status]);
  return (
    <section class="card" aria-labelledby="money">
      <h2 id="money">{words.money}</h2>
      <Facts name="amounts" facts={facts} />
      {ordersBeing.length > 0 && (
        <p class="soft">
          {ordersBeing
            .map((status) => `${words.preOrderStatus[status]}: ${number(counts[status] ?? 0)}`)
            .join(' · ')}
        </p>
      )}
      <div role="status">
        {isRefunding && (
          <div class="note warn">
            <p>{text}</p>
            <progress value={all - refunds.pending} max={all} aria-label={text} />
          </div>
        )}
      </div>
      {may('finance') && (
        <a class="button add" href={paymentsFile(event.id, locale.language)} download>
          {words.exportPayments}
        </a>
      )}
    </section>
  );
}

const paymentsFile = (eventId: string, language: string) =>
  `/api/admin/events/${eventId}/payments.csv?separator=${language === 'pt-BR' ? 'semicolon' : 'comma'}`;

/** How many tasks of the event are open, and where they are. */
function TaskCount({ eventId, count }: { eventId: string; count: number }) {
  const { words, number } = useOperate().locale;
  if (count === 0) return <>{number(count)}</>;
  return (
    <a class="bad" href={`#/tasks/${eventId}`} aria-label={`${words.openTasks}: ${number(count)}`}>
      {number(count)}
    </a>
  );
}
