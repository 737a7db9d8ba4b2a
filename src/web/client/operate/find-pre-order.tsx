import { useEffect, useState } from 'preact/hooks';
import { onSubmit } from '../submit';
import type { Found } from './api';
import { errorText, useOperate } from './context';
import { Field, ID_INPUT } from '../field';
import { FoundPreOrder } from './found-pre-order';
import { useKeptText } from './kept-text';
import { RefusalList } from './refusals';
import { useTitle } from './route';

/** Finds pre-orders by whatever a buyer or a colleague can name, to answer a question about them. */
export function FindPreOrder() {
  const { locale, api } = useOperate();
  const { words, number } = locale;
  useTitle(words.findPreOrder);
  const [typed, setTyped] = useKeptText('find');
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState('');
  const find = async () => {
    const text = typed.trim();
    setFound(undefined);
    setProblem(text ? '' : words.invalidId);
    if (!text) return;
    try {
      setFound(await api<Found>(`pre-orders?find=${encodeURIComponent(text)}`));
    } catch (error) {
      setProblem(errorText(error, locale));
    }
  };
  useEffect(() => {
    if (typed) void find();
  }, []);
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
        <FoundPreOrder key={preOrder.id} preOrder={preOrder} />
      ))}
    </>
  );
}
