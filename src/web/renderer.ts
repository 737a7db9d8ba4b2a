/** Renders the pages' documents and sends them. */
import type { Request, RequestHandler, Response } from 'express';
import { LANGUAGE_COOKIE, languageOf } from '../http/language';
import type { Limits } from '../http/limits';
import { isEmbeddedElsewhere } from '../http/origin';
import { prepare, QUICK, sendPrepared, type Prepared } from '../http/prepared';
import type { Session, Sessions } from '../http/session';
import type { Assets } from './assets';
import type { Language } from './client/i18n';
import { renderDocument, securityHeaders, type Document, type Style } from './document';

/** How many ordinary requests a rendered page counts as. */
const PAGE_COST = 25;

export type Renderer = ReturnType<typeof createRenderer>;

export function createRenderer(assets: Assets) {
  const inline = (page: string) => ({ text: assets.style(page) ?? '' });
  // Most people see a buyer's page once, on a phone; an operator's stays open all day.
  const kinds = {
    buyer: kindOf(inline('buyer'), (language) => assets.url(`buyer-${language}`, 'js')),
    account: kindOf(inline('account'), (language) => assets.url(`account-${language}`, 'js')),
    operate: kindOf({ url: assets.url('operate', 'css') }, () => assets.url('operate', 'js')),
    problem: kindOf(inline('buyer'), () => undefined),
  };
  return {
    render: (
      kind: keyof typeof kinds,
      language: Language,
      page: Pick<Document, 'title' | 'body' | 'data'>,
      quality = QUICK,
    ) => {
      const { style, scriptIn } = kinds[kind];
      return prepare(renderDocument({ language, style, script: scriptIn(language), ...page }), quality);
    },
    /** @param headers in place of what pages have in common. */
    send(
      request: Request,
      response: Response,
      kind: keyof typeof kinds,
      page: Prepared,
      { imageUrl, headers }: { imageUrl?: string | null; headers?: Record<string, string> } = {},
    ): void {
      const language = languageOf(request);
      if (request.query['lang'] === language)
        response.cookie(LANGUAGE_COOKIE, language, { sameSite: 'lax', maxAge: 31_536_000_000, path: '/' });
      response.set({ ...kinds[kind].headers(imageUrl), 'Cache-Control': 'private, no-cache', ...headers });
      response.type('html').vary('Accept-Language, Cookie');
      sendPrepared(request, response, page);
    },
  };
}

/** Counts a page as what it costs. */
export const dearPage =
  (limits: Limits): RequestHandler =>
  (request, _response, next) => {
    limits.charge(request, PAGE_COST - 1);
    next();
  };

interface Visit {
  limits: Limits;
  sessions: Sessions;
}

/** The first page that a browser loads starts the session. @returns undefined in another site's frame. */
export function beginOnPage(
  request: Request,
  response: Response,
  { limits, sessions }: Visit,
): Session | undefined {
  if (isEmbeddedElsewhere(request)) return undefined;
  limits.newSession(request);
  return sessions.begin(request, response);
}

/** The session of somebody who opens a page, begun if there is none. */
export const sessionOfPage = (request: Request, response: Response, visit: Visit): Session | undefined =>
  visit.sessions.findForPage(request, response) ?? beginOnPage(request, response, visit);

/** What all pages of a kind have in common. The policy contains a digest of the style, which is made once. */
function kindOf(style: Style, scriptIn: (language: Language) => string | undefined) {
  return { style, scriptIn, headers: securityHeaders(style) };
}
