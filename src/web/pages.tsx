import { Router, type Request, type Response } from 'express';
import { ensureSession } from '../http/session';
import type { Secrets } from '../http/signing';
import { eventView, preOrderView, type Estimates } from '../http/views';
import type { Events } from '../events';
import type { Orders } from '../orders';
import type { SaleEvent } from '../domain/event';
import { Refusal } from '../domain/refusal';
import type { Assets } from './assets';
import { sendCompressed } from './compress';
import type { EventShown, PreOrderShown } from './client/api';
import { EventList } from './client/buyer/event-list';
import { EventPage } from './client/buyer/event-page';
import { newPurchase } from './client/buyer/purchase';
import { localeOf } from './client/i18n';
import { OperatePage } from './client/operate/operate-page';
import { renderDocument, securityHeaders, type Document, type Style } from './document';
import { LANGUAGE_COOKIE, languageOf } from './language';

export interface PagesDependencies {
  events: Pick<Events, 'read' | 'list'>;
  orders: Pick<Orders, 'listOwn'>;
  /** What is known of how fast lines go. */
  estimates: Estimates;
  assets: Assets;
  sessionSecrets: Secrets;
}

/** As it is in JSON. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The event as the API answers it. */
const shown = (event: SaleEvent) => json(eventView(event)) as EventShown;

/** The pages, rendered with what they show; their scripts make them live. */
export function pageRoutes({ events, orders, estimates, assets, sessionSecrets }: PagesDependencies): Router {
  const router = Router();
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
    status = 200,
  ) => {
    const language = languageOf(request);
    if (request.query['lang'] === language)
      response.cookie(LANGUAGE_COOKIE, language, { sameSite: 'lax', maxAge: 31_536_000_000, path: '/' });
    const files = { script: assets.url(script, 'js'), style: styles[script] };
    response
      .status(status)
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
    const all = (await events.list()).map(shown);
    const data = { page: 'events', language: locale.language, events: all };
    send(request, response, 'buyer', {
      title: locale.words.events,
      body: <EventList locale={locale} events={all} />,
      data,
    });
  });

  router.get('/events/:eventId', async (request, response, next) => {
    const event = await events.read(request.params.eventId).catch((error: unknown) => {
      if (error instanceof Refusal) return undefined;
      throw error;
    });
    if (!event) {
      next();
      return;
    }
    const buyerId = ensureSession(request, response, sessionSecrets);
    // Whoever was here before sees at once what they have; asking for it would take another trip.
    const preOrders = buyerId ? await orders.listOwn(buyerId) : [];
    const mine = preOrders
      .filter((one) => one.eventId === event.id)
      .map((one) => json(preOrderView(one, estimates)) as PreOrderShown);
    const locale = localeOf(languageOf(request));
    const view = shown(event);
    const now = preOrders[0]?.serverTime ?? new Date();
    send(request, response, 'buyer', {
      title: event.name,
      body: (
        <EventPage
          locale={locale}
          purchase={newPurchase(view, mine)}
          clock={{ now: () => now.getTime(), heard: () => undefined }}
        />
      ),
      data: { page: 'event', language: locale.language, event: view, mine, serverTime: now },
    });
  });

  router.get('/operate', (request, response) => {
    const locale = localeOf(languageOf(request));
    send(request, response, 'operate', {
      title: 'Bilheteria',
      body: <OperatePage locale={locale} />,
      data: { language: locale.language },
    });
  });
  return router;
}
