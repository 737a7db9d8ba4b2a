import { useState } from 'preact/hooks';
import { onSubmit } from '../submit';
import type { Found } from './api';
import { errorText, useOperate } from './context';
import { Field, ID_INPUT } from './field';
import { FoundPreOrder } from './found-pre-order';
import { RefusalList } from './refusals';
import { RadioGroup } from './radio-group';
import { useTitle } from './route';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Finds pre-orders by their own id or by their buyer's, to answer a question about them. */
export function FindPreOrder() {
  const { locale, api } = useOperate();
  const { words, number } = locale;
  useTitle(words.findPreOrder);
  const [by, setBy] = useState<'id' | 'buyerId'>('id');
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState('');
  const find = async () => {
    const id = typed.trim();
    setFound(undefined);
    setProblem(UUID.test(id) ? '' : words.invalidId);
    if (!UUID.test(id)) return;
    try {
      setFound(await api<Found>(`pre-orders?${by}=${id}`));
    } catch (error) {
      setProblem(errorText(error, locale));
    }
  };
  return (
    <>
      <a class="back" href="#/">
        {words.allEvents}
      </a>
      <h1>{words.findPreOrder}</h1>
      <form class="card find" method="post" noValidate onSubmit={onSubmit(find)}>
        <Field
          {...{ name: 'id', label: words.fields.eventId, hint: words.idHint, problem, ...ID_INPUT }}
          value={typed}
          onText={setTyped}
        />
        <RadioGroup<'id' | 'buyerId'>
          name="by"
          legend={words.searchBy}
          options={{ id: words.preOrder, buyerId: words.buyer }}
          chosen={by}
          onChoose={setBy}
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
