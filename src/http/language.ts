import type { Request } from 'express';
import type { Language } from '../domain/money';

export const LANGUAGE_COOKIE = 'bilheteria_language';

/** The language that was chosen (`?lang=`, then kept in a cookie), else what the browser prefers, else Portuguese. */
export function languageOf(request: Request): Language {
  const cookie = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=([\\w-]+)`).exec(request.get('cookie') ?? '')?.[1];
  const chosen = typeof request.query['lang'] === 'string' ? request.query['lang'] : cookie;
  if (chosen === 'en' || chosen === 'pt-BR') return chosen;
  return request.acceptsLanguages('pt-BR', 'pt', 'en') === 'en' ? 'en' : 'pt-BR';
}
