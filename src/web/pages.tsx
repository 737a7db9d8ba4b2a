import { Router } from 'express';
import { coalesce } from '../concurrency/coalesce';
import type { Pages } from '../http/dependencies';
import { languageOf } from '../http/language';
import type { Limits } from '../http/limits';
import { BEST } from '../http/prepared';
import type { Sessions } from '../http/session';
import { isEventId } from '../http/validate';
import { accountPages } from './account-pages';
import type { Assets } from './assets';
import { EventList } from './client/buyer/event-list';
import { EventPage } from './client/buyer/event-page';
import { newPurchase } from './client/buyer/purchase';
import { localeOf, type Language } from './client/i18n';
import { operateLocaleOf } from './client/i18n/operate';
import { OperatePage } from './client/operate/operate-page';
import type { EventJson, PreOrderJson } from './client/api';
import { once } from './once';
import { createPageReads, type PageReadsDependencies } from './page-reads';
import { createCheckReturn } from './check-return';
import type { Payments } from '../payments';
import { RETURNED } from '../domain/payment';
import { problemPage } from './problem-page';
import { beginOnPage, createRenderer, dearPage } from './renderer';

export interface PagesDependencies extends PageReadsDependencies {
  assets: Assets;
  /** Undefined where no payment provider is configured. */
  payments?: Pick<Payments, 'returned'> | undefined;
  /** The time zone of an event that names none. */
  timeZone: string;
}

/** For how long a page that looks the same for everybody is shared, in milliseconds. It bounds what rendering costs. */
const SHARED_MS = 100;

/** The pages, rendered with what they show; their scripts make them live. */
export function createPages({ assets, timeZone, payments, ...dependencies }: PagesDependencies): Pages {
  const reads = createPageReads(dependencies);
  const renderer = createRenderer(assets);
  const { render, send } = renderer;
  const accounts = accountPages(renderer, reads, timeZone);

  const listPage = coalesce(async (language) => {
    const locale = localeOf(language as Language);
    const events = await reads.events();
    return render('buyer', locale.language, {
      title: locale.words.events,
      body: <EventList locale={locale} events={events} />,
      data: { language: locale.language, events },
    });
  }, SHARED_MS);
  const checkReturn = createCheckReturn(payments);
  const eventPage = (
    language: Language,
    event: EventJson,
    mine: PreOrderJson[],
    known: boolean,
    checking: string | null = null,
  ) => {
    const locale = localeOf(language);
    const purchase = newPurchase(event, mine, known, checking);
    const serverTime = mine[0]?.serverTime ?? new Date().toISOString();
    const clock = { now: () => Date.parse(serverTime), sync: () => undefined };
    const page = render('buyer', language, {
      title: event.name,
      body: <EventPage {...{ locale, purchase, clock }} />,
      data: { language, event, mine, serverTime, known, checking },
    });
    return { page, imageUrl: event.imageUrl };
  };
  /** An event's page for those who have nothing there yet; by language, whether they have signed in, and id. */
  const freshEventPage = coalesce(async (key) => {
    const [language, known, eventId = ''] = key.split(' ');
    const event = await reads.event(eventId);
    return event && eventPage(language as Language, event, [], known === 'known');
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
      const dear = dearPage(limits);
      router.use(assets.routes);
      router.use(accounts(limits, sessions));
      router.get('/', dear, async (request, response) => {
        send(request, response, 'buyer', await listPage(languageOf(request)));
      });
      router.get('/events/:eventId', dear, async (request, response, next) => {
        const language = languageOf(request);
        const eventId = String(request.params['eventId']);
        const session = sessions.findForPage(request, response);
        const { buyerId, known = false } = session ?? {};
        // The page brings what a known buyer has: asking for it would take another trip.
        const read = async () =>
          buyerId && isEventId(eventId) ? await reads.preOrders(buyerId, eventId) : [];
        const { mine, checking } = await checkReturn(request.query[RETURNED], read);
        const own = mine.length > 0 ? await reads.event(eventId) : undefined;
        const found = own
          ? eventPage(language, own, mine, known, checking)
          : await freshEventPage(`${language} ${known ? 'known' : 'anonymous'} ${eventId}`);
        if (!found) {
          next();
          return;
        }
        if (!session) beginOnPage(request, response, { limits, sessions });
        send(request, response, 'buyer', found.page, { imageUrl: found.imageUrl });
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
