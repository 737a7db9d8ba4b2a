import { useState } from 'preact/hooks';
import { Field } from '../field';
import { findStorage, kept } from '../kept';
import { newKey } from '../new-key';
import type { FoundPreOrderJson } from './api';
import { Refused } from './api';
import { Confirm } from './confirm';
import { useOperate } from './context';

/** A request that got no answer. Sent again with its key, it is never made twice. */
interface Unanswered {
  key: string;
  tickets: string[];
  reason: string;
}

interface RefundDialogProps {
  preOrder: FoundPreOrderJson;
  onDone(): void;
  onClose(): void;
}

/** Asks which tickets to give the money back for, and why; then does it. */
export function RefundDialog({ preOrder, onDone, onClose }: RefundDialogProps) {
  const { locale, api, notify } = useOperate();
  const { words, money } = locale;
  const { id, currency } = preOrder;
  const tickets = preOrder.tickets.filter(({ status }) => status === 'sold');
  const [unanswered] = useState(() => kept<Unanswered>(`refund ${id}`, findStorage('sessionStorage')));
  const [before] = useState(() => unanswered.get());
  const [chosen, setChosen] = useState(
    () =>
      before?.tickets.filter((one) => tickets.some((ticket) => ticket.id === one)) ??
      tickets.map((one) => one.id),
  );
  const [reason, setReason] = useState(before?.reason ?? '');
  const priceOf = (type: string) =>
    preOrder.items.find(({ ticketType }) => ticketType === type)?.unitPriceCents ?? 0;
  const amount = tickets
    .filter((ticket) => chosen.includes(ticket.id))
    .reduce((sum, { ticketType }) => sum + priceOf(ticketType), 0);
  const refund = async () => {
    const request = { tickets: [...chosen].sort(), reason: reason.trim() };
    const earlier = unanswered.get();
    const isSame = earlier && earlier.tickets.join() === request.tickets.join();
    const key = isSame ? earlier.key : newKey();
    unanswered.keep({ key, ...request });
    try {
      await api(`pre-orders/${id}/refunds`, {
        ...{ method: 'POST', body: request, headers: { 'Idempotency-Key': key } },
      });
    } catch (error) {
      if (error instanceof Refused) unanswered.forget();
      throw error;
    }
    unanswered.forget();
    notify(words.refundRequested(money(amount, currency)));
    onDone();
  };
  const toggle = (ticket: string) =>
    setChosen((now) => (now.includes(ticket) ? now.filter((one) => one !== ticket) : [...now, ticket]));
  return (
    <Confirm
      title={words.refundTitle(money(amount, currency))}
      explanation={words.refundExplained}
      keepLabel={words.keepOrder}
      grave
      ready={amount > 0 && reason.trim() !== ''}
      act={refund}
      onClose={onClose}
    >
      {before && <p class="note warn">{words.refundUnanswered}</p>}
      <fieldset class="tickets">
        <legend>{words.refundTickets}</legend>
        {tickets.map(({ id: ticket, ticketType, code }) => (
          <label key={ticket} class="check">
            <input
              type="checkbox"
              name="ticket"
              checked={chosen.includes(ticket)}
              onChange={() => toggle(ticket)}
            />
            <span>
              {ticketType}, {money(priceOf(ticketType), currency)}{' '}
              <span class="soft small id">{code ?? ticket}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        {...{
          name: 'reason',
          label: words.refundWhy,
          hint: words.refundWhyHint,
          maxLength: 500,
          required: true,
        }}
        value={reason}
        onText={setReason}
      />
    </Confirm>
  );
}
