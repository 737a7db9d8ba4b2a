import { useEffect, useState } from 'preact/hooks';
import { onSubmit } from '../submit';
import type { Found } from './api';
import { errorText, useOperate } from './context';
import { Field, ID_INPUT } from '../field';
import { FoundPreOrder } from './found-pre-order';
import { useKeptText } from './kept-text';
import { RefusalList } from './refusals';
import { useTitle } from './route';

/** How soon an order is read again whose money is on its way, in milliseconds. */
const AGAIN_MS = 2_000;

/**
 * Finds pre-orders by whatever a buyer or a colleague can name, to answer a question about them.
 * @param wanted what to find at once.
 */
export function FindPreOrder({ wanted }: { wanted: string | undefined }) {
  const { locale, api } = useOperate();
  const { words, number } = locale;
  useTitle(words.findPreOrder);
  const [typed, setTyped] = useKeptText('find', wanted);
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState('');
  /** What was looked for. */
  const [text, setText] = useState('');
  const read = (what: string) => api<Found>(`pre-orders?find=${encodeURIComponent(what)}`);
  const find = async () => {
    const what = typed.trim();
    setFound(undefined);
    setText(what);
    setProblem(what ? '' : words.invalidId);
    if (!what) return;
    try {
      setFound(await read(what));
    } catch (error) {
      setProblem(errorText(error, locale));
    }
  };
  useEffect(() => {
    if (typed) void find();
  }, []);
  // What is shown stays until there is something newer.
  const refresh = () => {
    read(text).then(setFound, () => setFound((now) => now && { ...now }));
  };
  useEffect(() => {
    if (!found?.preOrders.some(isMoving)) return undefined;
    const timer = setTimeout(refresh, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [found]);
  return (
    <>
      <a class="back" href="#/">
        {words.allEvents}
      </a>
      <h1>{words.findPreOrder}</h1>
      <form class="card find" method="post" noValidate onSubmit={onSubmit(find)}>
        <Field
          {...{ name: 'id', label: words.findBy, hint: words.idHint, problem, ...ID_INPUT }}
          value={typed}
          onText={setTyped}
        />
        <button class="button main">{words.search}</button>
      </form>
      <p role="status" class="found">
        {found &&
          (found.preOrders.length > 0 ? words.found(number(found.preOrders.length)) : words.foundNone)}
      </p>
      {found && found.refusals.length > 0 && (
        <section class="card" aria-labelledby="refusals">
          <h2 id="refusals">{words.refusals}</h2>
          <RefusalList refusals={found.refusals} />
        </section>
      )}
      {found?.preOrders.map((preOrder) => (
        <FoundPreOrder key={preOrder.id} preOrder={preOrder} onChanged={refresh} />
      ))}
    </>
  );
}

/**
 * Whether its money is on its way, so that it changes by itself. The order and its payments are read one after the other,
 * so the order may be older than they are.
 */
const isMoving = ({ status, tickets, attempts, refunds }: Found['preOrders'][number]) =>
  status === 'paying' ||
  status === 'checking_out' ||
  attempts.some(
    (one) => one.status === 'open' || one.status === 'processing' || one.status === 'authorized',
  ) ||
  refunds.some(
    (refund) =>
      refund.status === 'pending' ||
      (refund.status === 'succeeded' &&
        tickets.some((ticket) => ticket.status === 'refunding' && refund.tickets.includes(ticket.id))),
  );
