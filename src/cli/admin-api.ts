import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from './output';

/** Which sale to operate, and who may. */
export interface ApiOptions {
  /** Such as `http://127.0.0.1:3000`. */
  url: string;
  adminToken?: string | undefined;
  /** Where a sale that runs on this machine keeps its token. */
  dataDir: string;
}

/** Asks the API of a running sale as its operator. */
export interface AdminApi {
  /** @throws {UsageError} with what the API says, where it refuses or can't be reached. */
  ask(method: string, route: string, body?: unknown): Promise<Response>;
}

export function connectAdminApi({ url, adminToken, dataDir }: ApiOptions): AdminApi {
  return {
    async ask(method, route, body) {
      const token = adminToken ?? (await keptToken(dataDir));
      const response = await fetch(`${url}/api${route}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }).catch((error: unknown) => {
        throw new UsageError(`Nothing answers at ${url}: start the sale first, or name it with --api.`, {
          cause: error,
        });
      });
      if (!response.ok) throw new UsageError(await problemOf(response));
      return response;
    },
  };
}

async function keptToken(dataDir: string): Promise<string> {
  const file = path.resolve(dataDir, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new UsageError(`No admin token: set ADMIN_TOKEN (there is no ${file} either).`);
  return (JSON.parse(text) as { adminToken: string }).adminToken;
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as {
      code: string;
      detail: string;
      errors?: { path: string; message: string }[];
    };
    const errors = (problem.errors ?? []).map((one) => `\n  ${one.path}: ${one.message}`);
    return `${problem.code}: ${problem.detail}${errors.join('')}`;
  } catch {
    return `${response.url} answers ${response.status}`;
  }
}
