import type { ComponentChildren } from 'preact';
import type { Locale } from '../i18n';
import { TopBar } from '../top-bar';

/** What is around each page. */
export function Frame({
  locale: { language, words },
  children,
}: {
  locale: Locale;
  children: ComponentChildren;
}) {
  const home = (
    <a class="home" href="/" aria-label={`Bilheteria: ${words.allEvents}`}>
      Bilheteria
    </a>
  );
  return (
    <>
      <TopBar {...{ language, home }} otherLanguage={words.otherLanguage} />
      {children}
    </>
  );
}
