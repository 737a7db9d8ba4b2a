import type { Request } from 'express';
import type { Language } from '../domain/money';

export const LANGUAGE_COOKIE = 'bilheteria_language';

/** The language that was chosen (`?lang=`, then kept in a cookie), else what the browser prefers, else Portuguese. */
export function languageOf(request: Request): Language {
  return preferred(request, ['pt-BR', 'pt', 'en']);
}

/** The same for what programs read, who don't always say what they prefer: English then. */
export function languageOfAnswer(request: Request): Language {
  return preferred(request, ['en', 'pt-BR', 'pt']);
}

/** @param languages the first one is for those who don't say. */
function preferred(request: Request, languages: [string, ...string[]]): Language {
  const cookie = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=([\\w-]+)`).exec(request.get('cookie') ?? '')?.[1];
  const chosen = typeof request.query['lang'] === 'string' ? request.query['lang'] : cookie;
  if (chosen === 'en' || chosen === 'pt-BR') return chosen;
  return (request.acceptsLanguages(languages) || languages[0]) === 'en' ? 'en' : 'pt-BR';
}
