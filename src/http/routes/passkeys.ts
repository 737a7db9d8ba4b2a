import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { deviceOf } from '../../domain/device';
import { Refusal } from '../../domain/refusal';
import type { RouteDependencies } from '../dependencies';
import { requireOwnSite } from '../own-site';
import { buyerRoute, ok } from '../route';
import {
  addAnswer,
  addOptions,
  credentialId,
  passkey,
  signInAnswer,
  signInOptions,
} from '../schemas/passkeys';
import { signedIn } from '../schemas/people';

const ID = 'bm8tc3VjaC1wYXNza2V5';
const CLIENT_DATA = 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0';

/** Buyers sign in with passkeys, add them and remove them. */
export const passkeyRoutes = ({ accounts, sessions, publicUrl }: RouteDependencies) => [
  buyerRoute('askPasskey', 'POST /api/sign-in/passkey/options', {
    summary: 'What the browser needs to let somebody choose a passkey (WebAuthn request options).',
    answers: { 200: signInOptions },
    problems: ['passkeys_unavailable'],
    async handle({ session, request }) {
      return ok({ ...(await accounts.passkeys.askSignIn(session, requireOwnSite(request, publicUrl))) });
    },
  }),
  buyerRoute('usePasskey', 'POST /api/sign-in/passkey', {
    summary:
      "Signs in with the browser's answer. The token of the answer replaces the one that was sent, which is void.",
    body: signInAnswer,
    example: {
      ...{ id: ID, rawId: ID, type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON: CLIENT_DATA, authenticatorData: 'AAAA', signature: 'AAAA' },
    },
    answers: { 200: signedIn },
    problems: ['passkey_refused', 'passkeys_unavailable'],
    async handle({ body, session, request, response }) {
      const site = requireOwnSite(request, publicUrl);
      const device = deviceOf(request.get('user-agent'));
      const answer = body as AuthenticationResponseJSON;
      const made = await accounts.passkeys.signIn(session, site, answer, device);
      const { buyerId, token } = sessions.signIn(request, response, made);
      return ok({ buyerId, token, email: made.email });
    },
  }),
  buyerRoute('askNewPasskey', 'POST /api/me/passkeys/options', {
    summary:
      'What the browser needs to make a passkey (WebAuthn creation options), within five minutes of a sign-in.',
    answers: { 200: addOptions },
    problems: ['sign_in_again', 'too_many_passkeys', 'passkeys_unavailable'],
    async handle({ session, request }) {
      return ok({ ...(await accounts.passkeys.askAdd(session, requireOwnSite(request, publicUrl))) });
    },
  }),
  buyerRoute('addPasskey', 'POST /api/me/passkeys', {
    summary: 'Adds the passkey that the browser made, within five minutes of a sign-in.',
    body: addAnswer,
    example: {
      ...{ id: ID, rawId: ID, type: 'public-key', clientExtensionResults: {}, name: 'My phone' },
      response: { clientDataJSON: CLIENT_DATA, attestationObject: 'AAAA' },
    },
    answers: { 201: passkey },
    problems: ['passkey_refused', 'sign_in_again', 'too_many_passkeys', 'passkeys_unavailable'],
    async handle({ body: { name, ...answer }, session, request }) {
      const site = requireOwnSite(request, publicUrl);
      const called = name ?? (deviceOf(request.get('user-agent')) || 'Passkey');
      const added = await accounts.passkeys.add(session, site, answer as RegistrationResponseJSON, called);
      return { status: 201, body: added };
    },
  }),
  buyerRoute('removePasskey', 'DELETE /api/me/passkeys/{passkeyId}', {
    summary: "Removes one of the buyer's passkeys, within five minutes of a sign-in.",
    answers: { 204: 'empty' },
    problems: ['sign_in_again', 'passkey_not_found'],
    async handle({ params: { passkeyId }, session }) {
      if (!credentialId.safeParse(passkeyId).success) throw new Refusal({ code: 'passkey_not_found' });
      await accounts.passkeys.remove(session, passkeyId);
      return { status: 204 };
    },
  }),
];
