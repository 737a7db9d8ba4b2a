import { Router, urlencoded, type Request, type Response } from 'express';
import { escapeHtml } from '../../domain/html';
import { moneyText } from '../../domain/money';
import { fromStripeAmount } from '../../payments/stripe/amounts';
import { CARDS, outcomeOf, SECOND_STEP_FAILED } from './cards';
import type { Context } from './context';
import { intentsOf } from './intents';
import { ApiError, type Session } from './objects';
import { sessionsOf } from './sessions';
import { WORDS, type Language } from './words';

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:30rem;padding:1rem;color:#1a1a2e;background:#fff}
.test{background:#fff3cd;border:1px solid #b58900;border-radius:.5rem;padding:.75rem}
label{display:block;font-weight:600;margin-top:1rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #667;border-radius:.4rem}
button{font:inherit;padding:.6rem 1rem;margin:.5rem .5rem 0 0;border:1px solid #2b3a8c;border-radius:.4rem;background:#2b3a8c;color:#fff}
ul{list-style:none;padding:0}li button{background:#fff;color:#2b3a8c;width:100%;text-align:left}
.error{color:#a4001d;font-weight:600}code{display:block;overflow-wrap:anywhere;background:#f2f2f7;padding:.75rem;border-radius:.4rem}`;

/** The provider's own pages: where a buyer pays. They need no script. */
export function pageRoutes(context: Context): Router {
  const sessions = sessionsOf(context);
  const intents = intentsOf(context);
  const router = Router();
  router.use(urlencoded({ extended: false, limit: '10kb' }));

  const languageOf = (request: Request): Language =>
    String(request.acceptsLanguages('en', 'pt-BR', 'pt')).startsWith('pt') ? 'pt-BR' : 'en';

  function send(request: Request, response: Response, status: number, title: string, html: string): void {
    const language = languageOf(request);
    response
      .status(status)
      .set('Cache-Control', 'no-store')
      .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .type('html')
      .send(
        `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
          `<meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head><body><main>` +
          `<p class="test">${WORDS[language].test}</p><h1>${escapeHtml(title)}</h1>${html}</main></body></html>`,
      );
  }
  const back = (words: { back: string }, url: string | null) =>
    url === null ? '' : `<p><a href="${escapeHtml(url)}">${words.back}</a></p>`;
  const price = (amount: number, currency: string, language: Language) => {
    const code = currency.toUpperCase();
    return `<p><strong>${escapeHtml(moneyText(fromStripeAmount(amount, code), code, language))}</strong></p>`;
  };

  function showSession(
    request: Request,
    response: Response,
    session: Session,
    status: number,
    error = '',
  ): void {
    const language = languageOf(request);
    const words = WORDS[language];
    if (session.status !== 'open') {
      const paid = session.status === 'complete';
      const text = `<p>${paid ? words.complete : words.expired}</p>${back(words, session.success_url)}`;
      send(request, response, paid ? 200 : 410, words.payByCard, text);
      return;
    }
    const cards = Object.entries(CARDS).map(
      ([number, outcome]) =>
        `<li><button name="card" value="${number}" formnovalidate>${number.replace(/(.{4})(?=.)/g, '$1 ')}: ${words[outcome]}</button></li>`,
    );
    send(
      request,
      response,
      status,
      words.payByCard,
      `<p>${escapeHtml(session.description)}</p>${price(session.amount_total, session.currency, language)}
${error && `<p class="error" role="alert">${error}</p>`}
<form method="post"><label for="card">${words.card}</label>
<input id="card" name="card" inputmode="numeric" autocomplete="off" required><button>${words.pay}</button></form>
<h2>${words.cards}</h2><form method="post"><ul>${cards.join('')}</ul></form>${back(words, session.cancel_url)}`,
    );
  }

  const idOf = (request: Request) => request.params['id'] as string;
  const field = (request: Request, name: string) => {
    const value = (request.body as Record<string, unknown> | undefined)?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  /** Answers what isn't there with a page, too. */
  const page =
    (show: (request: Request, response: Response) => void | Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      try {
        await show(request, response);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const words = WORDS[languageOf(request)];
        send(request, response, 404, words.home, `<p>${words.notFound}</p>`);
      }
    };

  router.get(
    '/',
    page((request, response) => {
      const words = WORDS[languageOf(request)];
      send(request, response, 200, words.home, `<p>${words.homeText}</p>`);
    }),
  );
  router.get(
    '/pay/:id',
    page((request, response) => showSession(request, response, sessions.find(idOf(request)), 200)),
  );
  router.post(
    '/pay/:id',
    page(async (request, response) => {
      const id = idOf(request);
      const words = WORDS[languageOf(request)];
      const session = sessions.find(id);
      if (session.status !== 'open') {
        showSession(request, response, session, 200);
        return;
      }
      const step = field(request, 'step');
      const outcome =
        step === 'complete'
          ? 'pays'
          : step === 'fail'
            ? SECOND_STEP_FAILED
            : outcomeOf(field(request, 'card') ?? '');
      if (outcome === 'secondStep') {
        const buttons = `<button name="step" value="complete">${words.confirm}</button><button name="step" value="fail">${words.fail}</button>`;
        send(
          request,
          response,
          200,
          words.stepTitle,
          `<p>${words.stepText}</p><form method="post">${buttons}</form>`,
        );
        return;
      }
      if (outcome === 'pays') {
        await sessions.pay(id);
        response.redirect(303, session.success_url);
        return;
      }
      await sessions.decline(id, outcome);
      showSession(request, response, sessions.find(id), 402, words.declined);
    }),
  );
  router.get(
    '/pix/:id',
    page((request, response) => showPix(request, response)),
  );
  router.post(
    '/pix/:id',
    page(async (request, response) => {
      const late = context.faults.take(['paid_after_expiry'], 'intents.pay') !== undefined;
      if (field(request, 'pix') === 'paid') await intents.payPix(idOf(request), late);
      showPix(request, response);
    }),
  );

  function showPix(request: Request, response: Response): void {
    const language = languageOf(request);
    const words = WORDS[language];
    const intent = intents.find(idOf(request));
    const code = intent.next_action?.pix_display_qr_code;
    const { amount, currency, description } = intent;
    if (!code) {
      const paid = intent.status === 'succeeded';
      send(
        request,
        response,
        paid ? 200 : 410,
        words.payByPix,
        `<p>${paid ? words.complete : words.expired}</p>`,
      );
      return;
    }
    send(
      request,
      response,
      200,
      words.payByPix,
      `<p>${escapeHtml(description ?? '')}</p>${price(amount, currency, language)}
<h2>${words.pixText}</h2><code>${escapeHtml(code.data)}</code>
<form method="post"><button name="pix" value="paid">${words.pixPay}</button></form>`,
    );
  }
  return router;
}
