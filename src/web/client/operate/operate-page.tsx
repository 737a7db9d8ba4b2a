import type { ComponentChildren } from 'preact';
import type { OperateLocale } from '../i18n/operate';
import { TopBar } from '../top-bar';

interface OperatePageProps {
  locale: OperateLocale;
  /** Who is signed in. */
  account?: ComponentChildren;
  /** Left out until the script runs. */
  children?: ComponentChildren;
}

/** What is around each view of the operator; the server sends it without one. */
export function OperatePage({ locale, account, children }: OperatePageProps) {
  const { words } = locale;
  return (
    <>
      <TopBar locale={locale} home="#/" title={words.title}>
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
