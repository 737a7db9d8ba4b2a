/** The pages of people: the account, and where the link of a mail leads. */
import { Router } from 'express';
import { ownPath } from '../domain/own-path';
import { languageOf } from '../http/language';
import type { Limits } from '../http/limits';
import type { Sessions } from '../http/session';
import { isUuid } from '../http/validate';
import type { AccountData } from './client/account/account-data';
import { AccountPage } from './client/account/account-page';
import { CodePage } from './client/account/code-page';
import { localeOf } from './client/i18n';
import { ACCOUNT_WORDS } from './client/i18n/account';
import type { PageReads } from './page-reads';
import { dearPage, sessionOfPage, type Renderer } from './renderer';

/** They show what is one person's, and other sites don't learn their addresses. */
const HEADERS = { 'Cache-Control': 'private, no-store', 'Referrer-Policy': 'no-referrer' };

/** @param zone in which times are shown before the script knows the reader's. */
export function accountPages({ render, send }: Renderer, reads: PageReads, zone: string) {
  return (limits: Limits, sessions: Sessions): Router => {
    const router = Router();
    const nextOf = (query: unknown) => (typeof query === 'string' ? ownPath(query) : undefined);
    router.get('/account', dearPage(limits), async (request, response) => {
      const locale = localeOf(languageOf(request));
      const session = sessionOfPage(request, response, { limits, sessions });
      const own = session ? await reads.account(session) : { me: undefined, orders: [] };
      const erased = 'erased' in request.query;
      const data: AccountData = { ...own, next: nextOf(request.query['next']), erased, zone };
      const page = render('account', locale.language, {
        title: ACCOUNT_WORDS[locale.language].account,
        body: <AccountPage locale={locale} data={data} />,
        data: { language: locale.language, ...data },
      });
      send(request, response, 'account', page, { headers: HEADERS });
    });
    // Also for a program that follows the links of mails: nothing is read, and nothing is used up.
    router.get('/sign-in/:signInId', dearPage(limits), (request, response, next) => {
      const signInId = String(request.params['signInId']).toLowerCase();
      if (!isUuid(signInId)) {
        next();
        return;
      }
      const locale = localeOf(languageOf(request));
      sessionOfPage(request, response, { limits, sessions });
      const data = { signInId, next: nextOf(request.query['next']) ?? '/account' };
      const page = render('account', locale.language, {
        title: ACCOUNT_WORDS[locale.language].enterCode,
        body: <CodePage locale={locale} data={data} />,
        data: { language: locale.language, ...data },
      });
      send(request, response, 'account', page, { headers: HEADERS });
    });
    return router;
  };
}
