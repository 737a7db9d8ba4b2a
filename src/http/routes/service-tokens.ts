import { Refusal } from '../../domain/refusal';
import type { RouteDependencies } from '../dependencies';
import { adminRoute, ok } from '../route';
import * as schemas from '../schemas/operators';
import { isUuid } from '../validate';

/** The tokens of services. */
export const serviceTokenRoutes = ({ accounts }: RouteDependencies) => [
  adminRoute('createToken', 'POST /api/admin/tokens', {
    summary: 'Makes a token for a service. Only this answer shows it.',
    role: 'admin',
    body: schemas.newToken,
    example: { name: 'shop', role: 'checkout', events: ['rock-no-rio'] },
    answers: { 201: schemas.createdToken },
    handle: async ({ body, operator: { name } }) => ({
      status: 201,
      body: await accounts.serviceTokens.create(body, name),
    }),
  }),
  adminRoute('listTokens', 'GET /api/admin/tokens', {
    summary: 'The tokens of services, also those that were revoked.',
    role: 'admin',
    answers: { 200: schemas.tokenList },
    handle: async () => ok({ tokens: await accounts.serviceTokens.list() }),
  }),
  adminRoute('revokeToken', 'DELETE /api/admin/tokens/{tokenId}', {
    summary: 'Revokes a token. It is refused from the next request on.',
    role: 'admin',
    answers: { 204: 'empty' },
    problems: ['token_not_found'],
    async handle({ params: { tokenId }, operator: { name } }) {
      if (!isUuid(tokenId)) throw new Refusal({ code: 'token_not_found' });
      await accounts.serviceTokens.revoke(tokenId, name);
      return { status: 204 };
    },
  }),
];
