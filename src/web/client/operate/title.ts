import { useEffect } from 'preact/hooks';

/** Names the window after what is looked at. */
export function useTitle(title: string): void {
  useEffect(() => void (document.title = `${title} – Bilheteria`), [title]);
}
