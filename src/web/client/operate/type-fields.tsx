import { useDesk } from './desk';
import type { Draft, TypeDraft } from './draft';
import { Field } from './field';

/** The ticket types, in the order in which buyers see them. */
export function TypeFields({
  draft: { types },
  change,
  problems,
}: {
  draft: Draft;
  change(part: Partial<Draft>): void;
  problems: Record<string, string>;
}) {
  const { words, number } = useDesk().locale;
  const set = (key: number, part: Partial<TypeDraft>) =>
    change({ types: types.map((type) => (type.key === key ? { ...type, ...part } : type)) });
  const add = () => {
    const key = Math.max(-1, ...types.map((type) => type.key)) + 1;
    change({ types: [...types, { key, id: '', name: '', price: '', capacity: '' }] });
  };
  return (
    <>
      {problems['ticketTypes'] && (
        <p class="problem" role="alert">
          {problems['ticketTypes']}
        </p>
      )}
      {types.map((type, i) => {
        const field = (part: keyof Omit<TypeDraft, 'key'>, name: string, label: string, input = {}) => (
          <Field
            name={`ticketTypes.${i}.${name}`}
            label={label}
            problem={problems[`ticketTypes.${i}.${name}`]}
          >
            <input
              autocomplete="off"
              value={type[part]}
              onInput={({ currentTarget }) => set(type.key, { [part]: currentTarget.value })}
              {...input}
            />
          </Field>
        );
        const title = words.typeNumber(number(i + 1));
        return (
          <fieldset key={type.key} class="card type">
            <legend>{title}</legend>
            {field('name', 'name', words.fields.typeName)}
            {field('id', 'id', words.fields.typeId, { autocapitalize: 'off', spellcheck: false })}
            {field('price', 'priceCents', words.fields.priceCents, { inputMode: 'decimal' })}
            {field('capacity', 'capacity', words.fields.capacity, { inputMode: 'numeric' })}
            {types.length > 1 && (
              <button
                type="button"
                class="quiet"
                onClick={() => change({ types: types.filter((one) => one.key !== type.key) })}
              >
                {words.removeType(number(i + 1))}
              </button>
            )}
          </fieldset>
        );
      })}
      <button type="button" class="add" onClick={add}>
        {words.addType}
      </button>
    </>
  );
}
