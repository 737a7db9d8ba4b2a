import type { ComponentChildren } from 'preact';
import type { Language } from './i18n';

interface TopBarProps {
  /** The page's language; the bar leads to the other one. */
  language: Language;
  otherLanguage: string;
  home: ComponentChildren;
  children?: ComponentChildren;
}

/** The way home and the other language, above each page. */
export function TopBar({ language, otherLanguage, home, children }: TopBarProps) {
  const other = language === 'en' ? 'pt-BR' : 'en';
  return (
    <header class="top">
      {home}
      <div class="account">
        {children}
        <a
          href={`?lang=${other}`}
          lang={other}
          hreflang={other}
          // The same view in the other language; the server doesn't see the address after the #.
          onClick={(event) => (event.currentTarget.href = `?lang=${other}${location.hash}`)}
        >
          {otherLanguage}
        </a>
      </div>
    </header>
  );
}
