import { useState } from 'preact/hooks';
import type { Found } from './answers';
import { sentenceOf, useDesk } from './desk';
import { Field } from './field';
import { FoundPreOrder } from './found-pre-order';
import { useTitle } from './title';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Somebody asks about their tickets: by the id of the pre-order, or of the buyer. */
export function FindPreOrder() {
  const { locale, ask } = useDesk();
  const { words, number } = locale;
  useTitle(words.find);
  const [by, setBy] = useState<'id' | 'buyerId'>('id');
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<Found[]>();
  const [problem, setProblem] = useState('');
  const find = async () => {
    setFound(undefined);
    setProblem('');
    if (!UUID.test(typed.trim())) {
      setProblem(words.notAnId);
      return;
    }
    try {
      const { preOrders } = await ask<{ preOrders: Found[] }>(`pre-orders?${by}=${typed.trim()}`);
      setFound(preOrders);
    } catch (error) {
      setProblem(sentenceOf(error, locale));
    }
  };
  return (
    <>
      <a class="back" href="#/">
        {words.allEvents}
      </a>
      <h1>{words.find}</h1>
      <form
        class="card find"
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void find();
        }}
      >
        <Field name="id" label={words.idToFind} hint={words.findHint} problem={problem}>
          <input
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </Field>
        <fieldset class="ranges">
          <legend>{words.whose}</legend>
          {(['id', 'buyerId'] as const).map((which) => (
            <label key={which}>
              <input type="radio" name="by" checked={by === which} onChange={() => setBy(which)} />
              <span>{which === 'id' ? words.ofPreOrder : words.ofBuyer}</span>
            </label>
          ))}
        </fieldset>
        <button class="main">{words.findDo}</button>
      </form>
      <p role="status" class="found">
        {found && (found.length > 0 ? words.foundSome(number(found.length)) : words.foundNone)}
      </p>
      {found?.map((preOrder) => (
        <FoundPreOrder key={preOrder.id} preOrder={preOrder} />
      ))}
    </>
  );
}
