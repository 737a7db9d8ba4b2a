import { useState } from 'preact/hooks';
import { onSubmit } from '../submit';
import type { FoundPreOrderJson } from './api';
import { errorText, useOperate } from './context';
import { Field, ID_INPUT } from './field';
import { FoundPreOrder } from './found-pre-order';
import { useTitle } from './route';

/** Finds pre-orders by whatever a buyer or a colleague can name, to answer a question about them. */
export function FindPreOrder() {
  const { locale, api } = useOperate();
  const { words, number } = locale;
  useTitle(words.findPreOrder);
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<FoundPreOrderJson[]>();
  const [problem, setProblem] = useState('');
  const find = async () => {
    const text = typed.trim();
    setFound(undefined);
    setProblem(text ? '' : words.invalidId);
    if (!text) return;
    try {
      setFound(
        (await api<{ preOrders: FoundPreOrderJson[] }>(`pre-orders?find=${encodeURIComponent(text)}`))
          .preOrders,
      );
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
          {...{ name: 'id', label: words.findBy, hint: words.idHint, problem, ...ID_INPUT }}
          value={typed}
          onText={setTyped}
        />
        <button class="button main">{words.search}</button>
      </form>
      <p role="status" class="found">
        {found && (found.length > 0 ? words.found(number(found.length)) : words.foundNone)}
      </p>
      {found?.map((preOrder) => (
        <FoundPreOrder key={preOrder.id} preOrder={preOrder} />
      ))}
    </>
  );
}
