import { Option, type Command } from 'commander';
import { SERVICE_ROLES } from '../domain/roles';
import type { AdminApi } from './admin-api';
import { table, type Output } from './output';

interface TokenAnswer {
  id: string;
  name: string;
  role: string;
  events: string[] | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** `bilheteria token …`: the tokens of services. */
export function addTokenCommands(program: Command, api: AdminApi, { print, say }: Output): void {
  const token = program.command('token').description('create, list and revoke the tokens of services');

  token
    .command('create <name>')
    .description('print a new token; it cannot be shown again')
    .addOption(
      new Option('--role <role>', 'what the service may do').choices(SERVICE_ROLES).makeOptionMandatory(),
    )
    .option('--event <event...>', 'only for these events')
    .action(async (name: string, { role, event: events }: { role: string; event?: string[] }) => {
      const answer = await api('POST', '/admin/tokens', { name, role, ...(events && { events }) });
      const created = (await answer.json()) as { id: string; token: string };
      say(`Its id is ${created.id}. The token is shown only now:`);
      print(created, created.token);
    });

  token
    .command('list')
    .description('list all tokens, the newest first, with their last use')
    .action(async () => {
      const { tokens } = (await (await api('GET', '/admin/tokens')).json()) as { tokens: TokenAnswer[] };
      const rows = tokens.map(({ id, name, role, events, lastUsedAt, revokedAt }) => [
        ...[id, name, role, events?.join(',') ?? 'all', lastUsedAt ?? 'never'],
        revokedAt === null ? '' : `revoked ${revokedAt}`,
      ]);
      print(tokens, table([['id', 'name', 'role', 'events', 'last used', ''], ...rows]));
    });

  token
    .command('revoke <id>')
    .description('refuse a token from its next request on')
    .action(async (id: string) => {
      await api('DELETE', `/admin/tokens/${encodeURIComponent(id)}`);
      print({ id, revoked: true }, `${id}: revoked`);
    });
}
