import type { ComponentChildren } from 'preact';
import type { Locale } from '../i18n';
import { operateLocaleOf } from '../i18n/operate';

/** What is around everything that an operator sees; alone it is what the server sends. */
export function OperatePage({
  locale: { language },
  account,
  children,
}: {
  locale: Pick<Locale, 'language'>;
  account?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const { words } = operateLocaleOf(language);
  const other = language === 'en' ? 'pt-BR' : 'en';
  return (
    <>
      <header class="top">
        <a class="home" href="#/">
          Bilheteria <span class="soft">{words.title}</span>
        </a>
        <div class="account">
          {account}
          <a
            href={`?lang=${other}`}
            lang={other}
            hreflang={other}
            // The same view in the other language; the server doesn't see this part of the address.
            onClick={(event) => (event.currentTarget.href = `?lang=${other}${location.hash}`)}
          >
            {words.otherLanguage}
          </a>
        </div>
      </header>
      <main tabIndex={-1}>
        {children ?? (
          <>
            <h1 class="unseen">{words.title}</h1>
            <p class="soft">{words.loading}</p>
            <noscript>{words.needsScript}</noscript>
          </>
        )}
      </main>
    </>
  );
}
