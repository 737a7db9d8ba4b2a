import type { ComponentProps } from 'preact';
import { useId } from 'preact/hooks';

type InputProps = Pick<
  ComponentProps<'input'>,
  'autocapitalize' | 'autocomplete' | 'inputMode' | 'maxLength' | 'required' | 'spellcheck' | 'value'
>;

interface FieldProps extends InputProps {
  name: string;
  type?: 'password' | 'datetime-local';
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  /** Each change of the text. */
  onText?(text: string): void;
}

/** For ids, which phones must not correct. */
export const ID_INPUT = { autocapitalize: 'off', spellcheck: false } as const;

/** A text input with its label, its hint, and what is wrong with it. */
export function Field({ label, hint, problem, onText, ...input }: FieldProps) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        autocomplete="off"
        {...input}
        id={id}
        {...(describedBy && { 'aria-describedby': describedBy })}
        {...(problem && { 'aria-invalid': 'true' })}
        onInput={({ currentTarget }) => onText?.(currentTarget.value)}
      />
      {hint && (
        <p id={`${id}-hint`} class="soft small">
          {hint}
        </p>
      )}
      <Problem id={`${id}-problem`} text={problem} />
    </div>
  );
}

/** What is wrong, read out; nothing where nothing is. */
export function Problem({ id, text }: { id?: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <p id={id} class="problem" role="alert">
      {text}
    </p>
  );
}
