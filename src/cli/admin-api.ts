import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandContext } from './context';
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
  return async (method, route, body, headers) => {
    const { ADMIN_TOKEN, DATA_DIR } = settings('ADMIN_TOKEN', 'DATA_DIR');
    const token = ADMIN_TOKEN ?? (await readToken(DATA_DIR));
    const url = apiUrl();
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
  };
}

/** The token that a program on this machine keeps in its data folder. */
async function readToken(dataDir: string): Promise<string> {
  const file = path.resolve(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new CommandError('no_admin_token', `No admin token. Set ADMIN_TOKEN; ${file} doesn't exist.`);
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
