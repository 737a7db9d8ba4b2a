import type { ComponentChildren } from 'preact';
import type { Locale } from '../i18n';

/** What is around each page: the way home and the other language. */
export function Frame({ locale, children }: { locale: Locale; children: ComponentChildren }) {
  const { words, language } = locale;
  const other = language === 'en' ? 'pt-BR' : 'en';
  return (
    <>
      <header class="top">
        <a class="home" href="/" aria-label={`Bilheteria: ${words.allEvents}`}>
          Bilheteria
        </a>
        <a class="language" href={`?lang=${other}`} lang={other} hreflang={other}>
          {words.otherLanguage}
        </a>
      </header>
      {children}
    </>
  );
}
