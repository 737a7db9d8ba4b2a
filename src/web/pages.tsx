import { Router, type Request, type RequestHandler, type Response } from 'express';
import { coalesce } from '../concurrency/coalesce';
import type { Pages } from '../http/dependencies';
import { LANGUAGE_COOKIE, languageOf } from '../http/language';
import type { Limits } from '../http/limits';
import { isEmbeddedElsewhere } from '../http/origin';
import { BEST, prepare, QUICK, sendPrepared, type Prepared } from '../http/prepared';
import type { Sessions } from '../http/session';
import { isEventId } from '../http/validate';
import type { Assets } from './assets';
import { EventList } from './client/buyer/event-list';
import { EventPage } from './client/buyer/event-page';
import { newPurchase } from './client/buyer/purchase';
import { localeOf, type Language } from './client/i18n';
import { operateLocaleOf } from './client/i18n/operate';
import { OperatePage } from './client/operate/operate-page';
import type { EventJson, PreOrderJson } from './client/api';
import { renderDocument, securityHeaders, type Document, type Style } from './document';
import { once } from './once';
import { createPageReads, type PageReadsDependencies } from './page-reads';
import { problemPage } from './problem-page';

export interface PagesDependencies extends PageReadsDependencies {
  assets: Assets;
  /** The time zone of an event that names none. */
  timeZone: string;
}

/** How many ordinary requests a rendered page counts as. */
const PAGE_COST = 25;

/** For how long a page that looks the same for everybody is shared, in milliseconds. It bounds what rendering costs. */
const SHARED_MS = 100;

/** The pages, rendered with what they show; their scripts make them live. */
export function createPages({ assets, timeZone, ...dependencies }: PagesDependencies): Pages {
  const reads = createPageReads(dependencies);
  // Most people see a buyer's page once, on a phone; an operator's stays open all day.
  const kinds = {
    buyer: kindOf({ text: assets.style('buyer') ?? '' }, assets.url('buyer', 'js')),
    operate: kindOf({ url: assets.url('operate', 'css') }, assets.url('operate', 'js')),
    problem: kindOf({ text: assets.style('buyer') ?? '' }, undefined),
  };
  const render = (
    kind: keyof typeof kinds,
    language: Language,
    page: Pick<Document, 'title' | 'body' | 'data'>,
    quality = QUICK,
  ) => prepare(renderDocument({ language, ...kinds[kind].files, ...page }), quality);
  const send = (
    request: Request,
    response: Response,
    kind: keyof typeof kinds,
    page: Prepared,
    imageUrl?: string | null,
  ) => {
    const language = languageOf(request);
    if (request.query['lang'] === language)
      response.cookie(LANGUAGE_COOKIE, language, { sameSite: 'lax', maxAge: 31_536_000_000, path: '/' });
    response.set({ ...kinds[kind].headers(imageUrl), 'Cache-Control': 'private, no-cache' }).type('html');
    response.vary('Accept-Language, Cookie');
    sendPrepared(request, response, page);
  };

  const listPage = coalesce(async (language) => {
    const locale = localeOf(language as Language);
    const events = await reads.events();
    return render('buyer', locale.language, {
      title: locale.words.events,
      body: <EventList locale={locale} events={events} />,
      data: { language: locale.language, events },
    });
  }, SHARED_MS);
  const eventPage = (language: Language, event: EventJson, mine: PreOrderJson[]) => {
    const locale = localeOf(language);
    const serverTime = mine[0]?.serverTime ?? new Date().toISOString();
    const clock = { now: () => Date.parse(serverTime), sync: () => undefined };
    const page = render('buyer', language, {
      title: event.name,
      body: <EventPage locale={locale} purchase={newPurchase(event, mine)} clock={clock} />,
      data: { language, event, mine, serverTime },
    });
    return { page, imageUrl: event.imageUrl };
  };
  /** An event's page for those who have nothing there yet; by language and id. */
  const freshEventPage = coalesce(async (key) => {
    const [language, eventId = ''] = key.split(' ');
    const event = await reads.event(eventId);
    return event && eventPage(language as Language, event, []);
  }, SHARED_MS);
  const operatePage = once((language: Language) =>
    render(
      'operate',
      language,
      {
        title: 'Bilheteria',
        body: <OperatePage locale={operateLocaleOf(language)} />,
        data: { language, timeZone },
      },
      BEST,
    ),
  );
  const problems = once((language: Language, status: number) =>
    render('problem', language, problemPage(language, status)),
  );

  return {
    routes(limits: Limits, sessions: Sessions) {
      const router = Router();
      const dear: RequestHandler = (request, _response, next) => {
        limits.charge(request, PAGE_COST - 1);
        next();
      };
      router.use(assets.routes);
      router.get('/', dear, async (request, response) => {
        send(request, response, 'buyer', await listPage(languageOf(request)));
      });
      router.get('/events/:eventId', dear, async (request, response, next) => {
        const language = languageOf(request);
        const eventId = String(request.params['eventId']);
        const buyerId = sessions.findForPage(request, response)?.buyerId;
        // The page brings what a known buyer has: asking for it would take another trip.
        const mine = buyerId && isEventId(eventId) ? await reads.preOrders(buyerId, eventId) : [];
        const own = mine.length > 0 ? await reads.event(eventId) : undefined;
        const found = own ? eventPage(language, own, mine) : await freshEventPage(`${language} ${eventId}`);
        if (!found) {
          next();
          return;
        }
        // The first page that a browser loads starts the session.
        if (buyerId === undefined && !isEmbeddedElsewhere(request)) {
          limits.newSession(request);
          sessions.begin(request, response);
        }
        send(request, response, 'buyer', found.page, found.imageUrl);
      });
      router.get('/operate', (request, response) => {
        send(request, response, 'operate', operatePage(languageOf(request)));
      });
      return router;
    },
    sendProblem(request, response, status) {
      send(request, response, 'problem', problems(languageOf(request), status));
    },
  };
}

/** What all pages of a kind have in common. The policy contains a digest of the style, which is made once. */
function kindOf(style: Style, script: string | undefined) {
  return { files: { style, script }, headers: securityHeaders(style) };
}
