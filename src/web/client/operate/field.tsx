import { cloneElement, type VNode } from 'preact';
import { useId } from 'preact/hooks';

/** One input with its label, what it is for, and what is wrong with it. */
export function Field({
  name,
  label,
  hint,
  problem,
  children,
}: {
  name: string;
  label: string;
  hint?: string | undefined;
  problem?: string | undefined;
  children: VNode;
}) {
  const id = useId();
  const about = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {cloneElement(children, {
        ...{ id, name },
        ...(about && { 'aria-describedby': about }),
        ...(problem && { 'aria-invalid': 'true' }),
      })}
      {hint && (
        <p id={`${id}-hint`} class="soft small">
          {hint}
        </p>
      )}
      {problem && (
        <p id={`${id}-problem`} class="problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
