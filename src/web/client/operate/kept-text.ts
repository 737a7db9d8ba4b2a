import { useEffect, useState } from 'preact/hooks';

const keyOf = (name: string) => `text ${name}`;

/**
 * Text that is being typed, kept over a reload and the other language until its view is left.
 * @param given what it begins with instead of what was kept.
 */
export function useKeptText(name: string, given = '') {
  const [text, setText] = useState(() => given || read(name));
  useEffect(() => write(name, text), [name, text]);
  // Leaving the page isn't leaving the view.
  useEffect(() => () => write(name, ''), [name]);
  return [text, setText] as const;
}

function read(name: string): string {
  try {
    return sessionStorage.getItem(keyOf(name)) ?? '';
  } catch {
    return '';
  }
}

function write(name: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(keyOf(name), text);
    else sessionStorage.removeItem(keyOf(name));
  } catch {
    // Without storage the text lives as long as the page.
  }
}
