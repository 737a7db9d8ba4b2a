import { useOperate } from './context';
import { NEW_TYPE, type DraftFieldsProps, type TypeDraft } from './draft';
import { Field, ID_INPUT, Problem } from '../field';

/** The ticket types, in the order in which buyers see them. */
export function TypeFields({ draft: { types }, change, problems }: DraftFieldsProps) {
  const { words, number } = useOperate().locale;
  const set = (key: number, part: Partial<TypeDraft>) =>
    change({ types: types.map((type) => (type.key === key ? { ...type, ...part } : type)) });
  const add = () => {
    const key = Math.max(-1, ...types.map((type) => type.key)) + 1;
    change({ types: [...types, { ...NEW_TYPE, key }] });
  };
  return (
    <>
      <Problem text={problems['ticketTypes']} />
      {types.map((type, i) => {
        const field = (
          part: keyof Omit<TypeDraft, 'key'>,
          name: string,
          label: string,
          input: object = {},
        ) => (
          <Field
            name={`ticketTypes.${i}.${name}`}
            label={label}
            problem={problems[`ticketTypes.${i}.${name}`]}
            value={type[part]}
            onText={(text) => set(type.key, { [part]: text })}
            {...input}
          />
        );
        return (
          <fieldset key={type.key} class="card type">
            <legend>{words.ticketTypeNumber(number(i + 1))}</legend>
            {field('name', 'name', words.fields.name)}
            {field('id', 'id', words.fields.eventId, ID_INPUT)}
            {field('price', 'priceCents', words.fields.priceCents, { inputMode: 'decimal' })}
            {field('capacity', 'capacity', words.fields.capacity, { inputMode: 'numeric' })}
            {types.length > 1 && (
              <button
                type="button"
                class="button text"
                onClick={() => change({ types: types.filter((one) => one.key !== type.key) })}
              >
                {words.removeType(number(i + 1))}
              </button>
            )}
          </fieldset>
        );
      })}
      <button type="button" class="button add" onClick={add}>
        {words.addType}
      </button>
    </>
  );
}
