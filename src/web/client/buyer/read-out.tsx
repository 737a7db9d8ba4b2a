import { useEffect, useRef, useState } from 'preact/hooks';
import { reachesMark } from './marks';

/** How long an announcement stays on the page, in milliseconds: what is read later must not be out of date. */
export const SAID_MS = 5_000;

interface ReadOutProps {
  marks: readonly number[];
  /** The figure, which falls. */
  value: number;
  textOf(value: number): string;
}

/** Tells a screen reader how a falling figure stands as it reaches a mark: the figure itself, not the mark. */
export function ReadOut({ marks, value, textOf }: ReadOutProps) {
  const before = useRef(value);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (reachesMark(marks, before.current, value)) setSaid(textOf(value));
    before.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
}
