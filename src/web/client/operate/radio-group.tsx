interface RadioGroupProps<T> {
  name: string;
  legend: string;
  /** The legend is for screen readers only. */
  hideLegend?: boolean;
  options: { value: T; label: string }[];
  chosen: T;
  onChoose(value: T): void;
}

/** One choice of a few, side by side. */
export function RadioGroup<T extends string | number>(props: RadioGroupProps<T>) {
  const { name, legend, hideLegend = false, options, chosen, onChoose } = props;
  return (
    <fieldset class="ranges">
      <legend class={hideLegend ? 'unseen' : undefined}>{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
