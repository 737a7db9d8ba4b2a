import type { ComponentChildren } from 'preact';
import type { Language } from '../i18n';
import { operateLocaleOf } from '../i18n/operate';
import { TopBar } from '../top-bar';

interface OperatePageProps {
  language: Language;
  /** Who is signed in. */
  account?: ComponentChildren;
  /** Left out until the script runs. */
  children?: ComponentChildren;
}

/** What is around each view of the operator; the server sends it without one. */
export function OperatePage({ language, account, children }: OperatePageProps) {
  const { words } = operateLocaleOf(language);
  const home = (
    <a class="home" href="#/">
      Bilheteria <span class="soft">{words.title}</span>
    </a>
  );
  return (
    <>
      <TopBar {...{ language, home }} otherLanguage={words.otherLanguage}>
        {account}
      </TopBar>
      <main tabIndex={-1}>
        {children ?? (
          <>
            <h1 class="unseen">{words.title}</h1>
            <p class="soft">{words.loading}</p>
            <noscript>{words.needsJavaScript}</noscript>
          </>
        )}
      </main>
    </>
  );
}
