import { Option, type Command } from 'commander';
import { OPERATOR_ROLES } from '../domain/roles';
import type { AdminApi } from './admin-api';
import { table, type Output } from './output';

interface OperatorAnswer {
  email: string;
  role: string;
  createdAt: string;
  createdBy: string;
}

const NOTES = `
Roles: viewer sees everything, manager also changes events and runs sales, finance also refunds, gate admits people,
admin may do everything. A role counts from the next request on.`;

const operatorRoute = (email: string) => `/admin/operators/${encodeURIComponent(email)}`;

/** `bilheteria operator …`: the people who operate the box office. */
export function addOperatorCommands(program: Command, api: AdminApi, { print }: Output): void {
  const operator = program
    .command('operator')
    .description('add, list and remove the people who operate the box office')
    .addHelpText('after', NOTES);

  operator
    .command('add <email>')
    .description(
      'invite somebody by mail with a role, or give them another one; they sign in with this address',
    )
    .addOption(new Option('--role <role>', 'what they may do').choices(OPERATOR_ROLES).makeOptionMandatory())
    .addHelpText('after', NOTES)
    .action(async (email: string, { role }: { role: string }) => {
      const answer = await api('PUT', operatorRoute(email), { role });
      const added = (await answer.json()) as OperatorAnswer;
      print(added, `${added.email}: ${added.role}${answer.status === 201 ? ', added' : ''}`);
    });

  operator
    .command('list')
    .description('list everybody who has a role')
    .action(async () => {
      const { operators } = (await (await api('GET', '/admin/operators')).json()) as {
        operators: OperatorAnswer[];
      };
      const rows = operators.map(({ email, role, createdAt, createdBy }) => [
        email,
        role,
        createdAt,
        createdBy,
      ]);
      print(operators, table([['email', 'role', 'since', 'added by'], ...rows]));
    });

  operator
    .command('remove <email>')
    .description('take the role away and end all sign-ins with it')
    .action(async (email: string) => {
      await api('DELETE', operatorRoute(email));
      print({ email, removed: true }, `${email}: removed`);
    });
}
