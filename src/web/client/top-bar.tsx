import type { ComponentChildren } from 'preact';
import type { Language } from './i18n';

interface TopBarProps {
  locale: { language: Language; words: { allEvents: string } };
  /** Where all events are. */
  home: string;
  /** Shown beside the name. */
  title?: string;
  children?: ComponentChildren;
}

/** The way home and the other language, above each page. */
export function TopBar({ locale: { language, words }, home, title = '', children }: TopBarProps) {
  const other = language === 'en' ? 'pt-BR' : 'en';
  return (
    <header class="top">
      <a
        class="home"
        href={home}
        aria-label={`${title ? `Bilheteria ${title}` : 'Bilheteria'}: ${words.allEvents}`}
      >
        Bilheteria {title && <span class="soft">{title}</span>}
      </a>
      <div class="account">
        {children}
        <a
          href={`?lang=${other}`}
          lang={other}
          hreflang={other}
          // The same view in the other language, with what else its address says.
          onClick={(event) => {
            const address = new URL(location.href);
            address.searchParams.set('lang', other);
            event.currentTarget.href = address.search + address.hash;
          }}
        >
          {other === 'en' ? 'English' : 'Português'}
        </a>
      </div>
    </header>
  );
}
