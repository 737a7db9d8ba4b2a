import { Router, type Request, type Response } from 'express';
import { ensureSession } from '../http/session';
import type { Secrets } from '../http/signing';
import type { Assets } from './assets';
import { EventList } from './client/buyer/event-list';
import { EventPage } from './client/buyer/event-page';
import { newPurchase } from './client/buyer/purchase';
import { localeOf } from './client/i18n';
import { operateLocaleOf } from './client/i18n/operate';
import { OperatePage } from './client/operate/operate-page';
import { sendCompressed } from './compress';
import { renderDocument, securityHeaders, type Document, type Style } from './document';
import { LANGUAGE_COOKIE, languageOf } from './language';
import { createPageReads, type PageReadsDependencies } from './page-reads';

export interface PagesDependencies extends PageReadsDependencies {
  assets: Assets;
  sessionSecrets: Secrets;
  /** The time zone of an event that names none. */
  timeZone: string;
}

/** The pages, rendered with what they show; their scripts make them live. */
export function pageRoutes({ assets, sessionSecrets, timeZone, ...dependencies }: PagesDependencies): Router {
  const router = Router();
  const reads = createPageReads(dependencies);
  router.use(assets.routes);
  // Most people see a buyer's page once, on a phone; an operator's stays open all day.
  const styles: Record<'buyer' | 'operate', Style> = {
    buyer: { text: assets.style('buyer') ?? '' },
    operate: { url: assets.url('operate', 'css') },
  };
  const send = (
    request: Request,
    response: Response,
    script: 'buyer' | 'operate',
    page: Pick<Document, 'title' | 'body' | 'data'>,
  ) => {
    const language = languageOf(request);
    if (request.query['lang'] === language)
      response.cookie(LANGUAGE_COOKIE, language, { sameSite: 'lax', maxAge: 31_536_000_000, path: '/' });
    const files = { script: assets.url(script, 'js'), style: styles[script] };
    response
      .set({
        ...securityHeaders(files.style),
        'Cache-Control': 'private, no-cache',
        Vary: 'Accept-Language, Cookie',
      })
      .type('html');
    sendCompressed(request, response, renderDocument({ language, ...files, ...page }));
  };

  router.get('/', async (request, response) => {
    const locale = localeOf(languageOf(request));
    const events = await reads.events();
    send(request, response, 'buyer', {
      title: locale.words.events,
      body: <EventList locale={locale} events={events} />,
      data: { language: locale.language, events },
    });
  });

  router.get('/events/:eventId', async (request, response, next) => {
    const event = await reads.event(request.params.eventId);
    if (!event) {
      next();
      return;
    }
    // The page brings what a known buyer has: asking for it would take another trip.
    const buyerId = ensureSession(request, response, sessionSecrets);
    const mine = buyerId ? await reads.preOrders(buyerId, event.id) : [];
    const locale = localeOf(languageOf(request));
    const serverTime = mine[0]?.serverTime ?? new Date().toISOString();
    const clock = { now: () => Date.parse(serverTime), sync: () => undefined };
    send(request, response, 'buyer', {
      title: event.name,
      body: <EventPage locale={locale} purchase={newPurchase(event, mine)} clock={clock} />,
      data: { language: locale.language, event, mine, serverTime },
    });
  });

  router.get('/operate', (request, response) => {
    const locale = operateLocaleOf(languageOf(request));
    send(request, response, 'operate', {
      title: 'Bilheteria',
      body: <OperatePage locale={locale} />,
      data: { language: locale.language, timeZone },
    });
  });
  return router;
}
