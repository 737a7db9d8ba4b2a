import type { Request } from 'express';
import { deviceOf } from '../../domain/device';
import { ownPath, withOutcome } from '../../domain/own-path';
import type { RouteDependencies } from '../dependencies';
import { languageOf } from '../language';
import { openedFromOwnPage } from '../origin';
import { findOwnSite, ownAddress } from '../own-site';
import { ok, publicRoute } from '../route';
import { beginQuery, callbackQuery, providers } from '../schemas/oidc';

/** The address tells the provider nothing but where it goes, and the next page nothing of what came before. */
const redirect = (location: string) => ({
  status: 302 as const,
  headers: { Location: location, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' },
});

/** Buyers sign in with accounts that they have elsewhere. Browsers open these addresses, so they lead from page to page. */
export const oidcRoutes = ({ accounts, sessions, limits, publicUrl }: RouteDependencies) => {
  const callbackOf = (request: Request, providerId: string) =>
    new URL(`/api/sign-in/oidc/${providerId}/callback`, ownAddress(request, publicUrl));
  return [
    publicRoute('listProviders', 'GET /api/sign-in/providers', {
      summary: 'Where else buyers may have accounts to sign in with, and whether passkeys can be used.',
      answers: { 200: providers },
      handle: ({ request }) =>
        ok({
          providers: accounts.oidc.list(),
          passkeys: findOwnSite(request, publicUrl) !== undefined,
        }),
    }),
    publicRoute('beginOidc', 'GET /api/sign-in/oidc/{providerId}', {
      summary:
        'Leads a browser to the provider (OpenID Connect). It comes back to the page that `next` names, with `sign-in=` and a word in the query if nobody was signed in.',
      query: beginQuery,
      answers: { 302: 'empty' },
      problems: ['provider_not_found', 'forbidden'],
      async handle({ params: { providerId }, query, request, response }) {
        const next = ownPath(query.next);
        if (request.method === 'HEAD') return redirect(next);
        const fromOwnPage = openedFromOwnPage(request, publicUrl);
        let session = sessions.find(request);
        if (!session) {
          limits.newSession(request);
          session = sessions.begin(request, response);
        }
        const { href } = callbackOf(request, providerId);
        const begun = await accounts.oidc.begin(session, providerId, href, {
          ...{ next, fromOwnPage },
        });
        return redirect('url' in begun ? begun.url : withOutcome(next, begun.notSignedIn));
      },
    }),
    publicRoute('endOidc', 'GET /api/sign-in/oidc/{providerId}/callback', {
      summary: 'Where the provider leads the browser back to. It ends on the page that was left.',
      query: callbackQuery,
      answers: { 302: 'empty' },
      problems: ['provider_not_found'],
      async handle({ params: { providerId }, request, response }) {
        const session = sessions.find(request);
        if (!session || request.method === 'HEAD') return redirect(withOutcome('/', 'failed'));
        const returned = callbackOf(request, providerId);
        returned.search = new URL(request.originalUrl, returned).search;
        const device = deviceOf(request.get('user-agent'));
        const end = await accounts.oidc.finish(session, providerId, returned, {
          ...{ language: languageOf(request), device },
        });
        if ('notSignedIn' in end) return redirect(withOutcome(end.next, end.notSignedIn));
        if ('signInId' in end)
          return redirect(`/sign-in/${end.signInId}?${new URLSearchParams({ next: end.next }).toString()}`);
        sessions.signIn(request, response, end.signedIn);
        return redirect(end.next);
      },
    }),
  ];
};
