import { z } from 'zod';
import { deviceOf } from '../../domain/device';
import { Refusal } from '../../domain/refusal';
import type { RouteDependencies } from '../dependencies';
import { languageOf } from '../language';
import { buyerRoute } from '../route';
import { askCodeRequest, codeAsked, proof, signedIn, useCodeRequest } from '../schemas/people';
import { idempotencyKey } from '../schemas/pre-orders';
import { isUuid } from '../validate';

/** Anonymous buyers become known ones. */
export const signInRoutes = ({ accounts, sessions, limits }: RouteDependencies) => [
  buyerRoute('askCode', 'POST /api/sign-in/email', {
    summary:
      'Mails a code of six digits. The answer is the same for every address, whether anybody has signed in with it or not.',
    body: askCodeRequest,
    headers: z.object({ Altcha: proof }),
    example: { email: 'ana@example.org' },
    answers: { 202: codeAsked },
    problems: ['too_many_requests', 'proof_required'],
    links: ['useCode'],
    linkBy: 'signInId',
    async handle({ body, headers, session, request }) {
      await accounts.sessions.requireLive(session);
      await accounts.proofOfWork?.require(headers.Altcha, 'code', session);
      limits.code(request);
      const asked = await accounts.emailCodes.ask(session, body.email, languageOf(request));
      return { status: 202, body: asked };
    },
  }),
  buyerRoute('useCode', 'POST /api/sign-in/email/{signInId}', {
    summary:
      'Signs in with the code. The token of the answer replaces the one that was sent, which is void. With an Idempotency-Key the same answer can be had again.',
    body: useCodeRequest,
    example: { code: '123456' },
    headers: z.object({ 'Idempotency-Key': idempotencyKey }),
    answers: { 200: signedIn },
    problems: ['sign_in_not_found', 'wrong_code', 'code_expired'],
    endedToo: true,
    async handle({ params: { signInId }, body: { code }, headers, session, request, response }) {
      if (!isUuid(signInId)) throw new Refusal({ code: 'sign_in_not_found' });
      const use = { signInId, code, idempotencyKey: headers['Idempotency-Key'] };
      const made = await accounts.emailCodes.use(session, use, deviceOf(request.get('user-agent')));
      const { buyerId, token } = sessions.signIn(request, response, made);
      return { status: 200, body: { buyerId, token, email: made.email } };
    },
  }),
];
