interface RadioGroupProps<T extends string> {
  name: string;
  legend: string;
  /** The legend is for screen readers only. */
  hideLegend?: boolean;
  /** The labels by their values. */
  options: Record<T, string>;
  chosen: T;
  onChoose(value: T): void;
  /** What is wrong with the choice; shown below as `<name>-problem`. */
  problem?: string | undefined;
}

/** One choice of a few, side by side. */
export function RadioGroup<T extends string>(props: RadioGroupProps<T>) {
  const { name, legend, hideLegend = false, options, chosen, onChoose, problem } = props;
  return (
    <fieldset class="ranges">
      <legend class={hideLegend ? 'unseen' : undefined}>{legend}</legend>
      {(Object.entries(options) as [T, string][]).map(([value, label]) => (
        <label key={value}>
          <input
            type="radio"
            {...{ name, checked: value === chosen }}
            {...(problem && { 'aria-invalid': 'true' as const, 'aria-describedby': `${name}-problem` })}
            onChange={() => onChoose(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
