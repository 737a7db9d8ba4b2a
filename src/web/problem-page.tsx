import { localeOf, type Language } from './client/i18n';
import { PROBLEM_MESSAGES } from './client/i18n/problems';
import { TopBar } from './client/top-bar';

/** The words for a person who opened a page and can't have it. */
function wordsFor(language: Language, status: number) {
  const { notFound, tooMany, unavailable } = PROBLEM_MESSAGES[language];
  if (status === 429) return { ...tooMany, passes: true };
  return status >= 500 ? { ...unavailable, passes: true } : { ...notFound, passes: false };
}

/** A page about a problem, with the way home. */
export function problemPage(language: Language, status: number) {
  const locale = localeOf(language);
  const { title, text, passes } = wordsFor(language, status);
  return {
    title,
    data: { language },
    body: (
      <>
        <TopBar locale={locale} home="/" />
        <main class="list message">
          <h1>{title}</h1>
          <p class="large">{text}</p>
          <div class="row">
            {passes && (
              <a class="button main" href="">
                {PROBLEM_MESSAGES[language].tryAgain}
              </a>
            )}
            <a class={passes ? 'button' : 'button main'} href="/">
              {locale.words.allEvents}
            </a>
          </div>
        </main>
      </>
    ),
  };
}
