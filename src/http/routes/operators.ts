import { readEmail, type EmailAddress } from '../../domain/email-address';
import { Refusal } from '../../domain/refusal';
import type { RouteDependencies } from '../dependencies';
import { languageOf } from '../language';
import { invalid } from '../problems';
import { adminRoute, ok } from '../route';
import * as schemas from '../schemas/operators';

/** Who operates, and what was done to them. Addresses are in these paths, so no log has more of a path than its pattern. */
export function operatorRoutes({ accounts }: RouteDependencies) {
  const addressOf = (text: string): EmailAddress => {
    const address = readEmail(text);
    if (!address) throw new Refusal({ code: 'operator_not_found' });
    return address;
  };
  return [
    adminRoute('listOperators', 'GET /api/admin/operators', {
      summary: 'Everybody who has a role.',
      role: 'admin',
      answers: { 200: schemas.operatorList },
      handle: async () => ok({ operators: await accounts.operators.list() }),
    }),
    adminRoute('getOperatorByEmail', 'GET /api/admin/operators/{email}', {
      summary: 'The role of somebody.',
      role: 'admin',
      answers: { 200: schemas.operatorAccount },
      problems: ['operator_not_found'],
      handle: async ({ params: { email } }) => ok(await accounts.operators.read(addressOf(email).key)),
    }),
    adminRoute('putOperator', 'PUT /api/admin/operators/{email}', {
      summary:
        'Gives somebody a role, or another one, which counts from their next request on. They sign in with this address. Somebody who had none is invited by mail.',
      role: 'admin',
      body: schemas.operatorChange,
      example: { role: 'manager' },
      answers: { 201: schemas.operatorAccount, 200: schemas.operatorAccount },
      async handle({ params: { email }, body: { role }, operator: { name }, request }) {
        const address = readEmail(email);
        if (!address) throw invalid([{ path: 'email', message: 'must be an e-mail address' }]);
        const isNew = await accounts.operators.put(address, role, name, languageOf(request));
        return { status: isNew ? 201 : 200, body: await accounts.operators.read(address.key) };
      },
    }),
    adminRoute('removeOperator', 'DELETE /api/admin/operators/{email}', {
      summary: 'Takes the role away and ends all sign-ins with it.',
      role: 'admin',
      answers: { 204: 'empty' },
      problems: ['operator_not_found'],
      async handle({ params: { email }, operator: { name } }) {
        await accounts.operators.remove(addressOf(email).key, name);
        return { status: 204 };
      },
    }),
    adminRoute('listGeneralActions', 'GET /api/admin/actions', {
      summary: 'What was done to operators and tokens, when, and by whom.',
      role: 'admin',
      answers: { 200: schemas.generalActions },
      handle: async () => ok({ actions: await accounts.operators.actions() }),
    }),
  ];
}
