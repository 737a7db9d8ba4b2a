import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config';
import { UsageError } from './output';

/**
 * Calls the API of a running program as its operator.
 * @throws {UsageError} with the API's problem if it refuses, or if it can't be reached.
 */
export type AdminApi = (method: string, route: string, body?: unknown) => Promise<Response>;

/** A route of one event, such as `/admin/events/rock-no-rio/pause`. */
export const eventRoute = (eventId: string, rest = '') =>
  `/admin/events/${encodeURIComponent(eventId)}${rest}`;

/** @param urlOf where the program is, such as `http://127.0.0.1:3000`; asked at each call. */
export function connectAdminApi({ ADMIN_TOKEN, DATA_DIR }: Config, urlOf: () => string): AdminApi {
  return async (method, route, body) => {
    const token = ADMIN_TOKEN ?? (await readToken(DATA_DIR));
    const url = urlOf();
    const response = await fetch(`${url}/api${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      const message = `${url} is not responding. Run npm start, or name another address with --api.`;
      throw new UsageError(message, { cause });
    });
    if (!response.ok) throw new UsageError(await problemOf(response));
    return response;
  };
}

/** The token that a program on this machine keeps in its data folder. */
async function readToken(dataDir: string): Promise<string> {
  const file = path.resolve(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new UsageError(`No admin token. Set ADMIN_TOKEN; ${file} doesn't exist.`);
  return (JSON.parse(text) as { adminToken: string }).adminToken;
}

interface Problem {
  code: string;
  detail: string;
  errors?: { path: string; message: string }[];
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { code, detail, errors = [] } = JSON.parse(text) as Problem;
    return [`${code}: ${detail}`, ...errors.map((one) => `  ${one.path}: ${one.message}`)].join('\n');
  } catch {
    return `${response.url} answered ${response.status}`;
  }
}
