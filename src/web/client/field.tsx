import type { ComponentProps, TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';

type InputProps = Pick<
  ComponentProps<'input'>,
  | 'autocapitalize'
  | 'autocomplete'
  | 'inputMode'
  | 'maxLength'
  | 'onFocus'
  | 'readOnly'
  | 'required'
  | 'spellcheck'
  | 'value'
>;

interface FieldProps extends InputProps {
  name: string;
  type?: 'password' | 'datetime-local' | 'email';
  /** The id of a list of suggestions. */
  list?: string;
  /** It has several lines. */
  isLong?: boolean;
  label: string;
  hint?: string | undefined;
  /** What follows from what was typed, and may surprise. */
  note?: string | undefined;
  problem?: string | undefined;
  /** Each change of the text. */
  onText?(text: string): void;
}

/** For ids, which phones must not correct. */
export const ID_INPUT = { autocapitalize: 'off', spellcheck: false } as const;

/** A text input with its label, its hint, and what is wrong with it. */
export function Field({ label, hint, note, problem, onText, isLong = false, ...input }: FieldProps) {
  const id = useId();
  const described = Object.entries({ hint, note, problem }).filter(([, text]) => text);
  const Input = isLong ? 'textarea' : 'input';
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <Input
        autocomplete="off"
        {...(input as object)}
        {...(isLong && { rows: 4 })}
        id={id}
        {...(described.length > 0 && {
          'aria-describedby': described.map(([what]) => `${id}-${what}`).join(' '),
        })}
        {...(problem && { 'aria-invalid': 'true' as const })}
        onInput={({ currentTarget }: TargetedInputEvent<HTMLInputElement | HTMLTextAreaElement>) =>
          onText?.(currentTarget.value)
        }
      />
      {hint && (
        <p id={`${id}-hint`} class="soft small">
          {hint}
        </p>
      )}
      {note && (
        <p id={`${id}-note`} class="note warn small" role="status">
          {note}
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
