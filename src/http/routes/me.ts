import type { RouteDependencies } from '../dependencies';
import { Refusal } from '../../domain/refusal';
import { buyerRoute, ok } from '../route';
import { ownData, type OwnData } from '../schemas/own-data';
import { me } from '../schemas/people';
import { isUuid } from '../validate';

/** What buyers see and change of themselves. */
export const meRoutes = ({ accounts, sessions }: RouteDependencies) => [
  buyerRoute('getMe', 'GET /api/me', {
    summary: 'The buyer: the address, the passkeys, and the sessions that are open.',
    answers: { 200: me },
    handle: async ({ session }) => ok(await accounts.me(session)),
  }),
  buyerRoute('exportMe', 'GET /api/me/export', {
    summary: 'All that is stored about the buyer, but secrets, as a file.',
    answers: { 200: ownData },
    cost: 25,
    async handle({ session, response }) {
      await accounts.sessions.requireLive(session);
      response.set('Content-Disposition', 'attachment; filename="bilheteria.json"');
      return ok((await accounts.ownData.export(session)) as OwnData);
    },
  }),
  buyerRoute('eraseMe', 'DELETE /api/me', {
    summary:
      'Erases what is personal about the buyer, gives back what is open, and ends all their sessions. Orders stay without it. Of a known buyer it takes a sign-in that is at most five minutes old.',
    answers: { 202: 'empty' },
    problems: ['payment_open', 'sign_in_again'],
    async handle({ session, request, response }) {
      await accounts.sessions.requireLive(session);
      await accounts.ownData.erase(session);
      sessions.clear(request, response);
      return { status: 202 };
    },
  }),
  buyerRoute('signOutBuyer', 'POST /api/sign-out', {
    summary: 'Ends the session. Its token is void from here on, everywhere.',
    answers: { 204: 'empty' },
    async handle({ session, request, response }) {
      await accounts.sessions.end(session);
      sessions.clear(request, response);
      return { status: 204 };
    },
  }),
  buyerRoute('endSession', 'DELETE /api/me/sessions/{sessionId}', {
    summary: "Ends one of the buyer's sessions.",
    answers: { 204: 'empty' },
    problems: ['session_not_found'],
    async handle({ params: { sessionId }, session }) {
      await accounts.sessions.requireLive(session);
      if (!isUuid(sessionId)) throw new Refusal({ code: 'session_not_found' });
      await accounts.sessions.endOne(session.buyerId, sessionId.toLowerCase());
      return { status: 204 };
    },
  }),
  buyerRoute('endOtherSessions', 'DELETE /api/me/sessions', {
    summary: "Ends all of the buyer's sessions but this one.",
    answers: { 204: 'empty' },
    async handle({ session }) {
      await accounts.sessions.requireLive(session);
      await accounts.sessions.endOthers(session);
      return { status: 204 };
    },
  }),
];
