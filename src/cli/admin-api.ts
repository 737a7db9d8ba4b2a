import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReadSettings } from '../config';
import type { CommandContext } from './context';
import { credentialsOf } from './credentials';
import { CommandError, type FieldError } from './output';

/**
 * Calls the API of a running program as its operator.
 * @throws {CommandError} with the API's problem if it refuses, or if it can't be reached.
 */
export type AdminApi = (
  method: string,
  route: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Response>;

/** A route of one event, such as `/admin/events/rock-no-rio/pause`. */
export const eventRoute = (eventId: string, rest = '') =>
  `/admin/events/${encodeURIComponent(eventId)}${rest}`;

export function connectAdminApi({ settings, apiUrl }: CommandContext): AdminApi {
  return async (...request) => {
    const url = apiUrl();
    return callApi(url, await tokenFor(url, settings), ...request);
  };
}

/** One request with this token. @throws {CommandError} as {@link AdminApi} does. */
export async function callApi(
  url: string,
  token: string,
  ...[method, route, body, headers]: Parameters<AdminApi>
): Promise<Response> {
  const response = await fetch(`${url}/api${route}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    const message = `${url} is not responding. Run npm start, or name another address with --api.`;
    throw new CommandError('not_responding', message, { cause });
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** From the environment, else what `login` keeps for this address, else what a program on this machine keeps. */
async function tokenFor(url: string, settings: ReadSettings): Promise<string> {
  const { BILHETERIA_TOKEN, ADMIN_TOKEN, DATA_DIR } = settings('BILHETERIA_TOKEN', 'ADMIN_TOKEN', 'DATA_DIR');
  const given = BILHETERIA_TOKEN ?? ADMIN_TOKEN;
  return given ?? (await credentialsOf(settings).find(url)) ?? readAdminToken(DATA_DIR);
}

/** The token that a program on this machine keeps in its data folder. */
async function readAdminToken(dataDir: string): Promise<string> {
  const file = path.resolve(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new CommandError(
      'no_admin_token',
      `No token. Run bilheteria login, or set BILHETERIA_TOKEN; ${file} doesn't exist.`,
    );
  return (JSON.parse(text) as { adminToken: string }).adminToken;
}

interface Problem {
  code: string;
  detail: string;
  errors?: FieldError[];
}

/** What a refusal of the API means for a command. */
export async function problemOf(response: Response): Promise<CommandError> {
  const text = await response.text();
  try {
    const { code, detail, errors } = JSON.parse(text) as Problem;
    return new CommandError(code, `${code}: ${detail}`, errors && { errors });
  } catch {
    return new CommandError('unexpected_answer', `${response.url} answered ${response.status}`);
  }
}
