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
        <main class="list">
          <h1>{title}</h1>
          <p>{text}</p>
          {passes && (
            <p>
              <a href="">{PROBLEM_MESSAGES[language].tryAgain}</a>
            </p>
          )}
          <p>
            <a href="/">{locale.words.allEvents}</a>
          </p>
        </main>
      </>
    ),
  };
}
