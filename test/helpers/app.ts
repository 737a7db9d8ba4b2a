import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { GIVEN_SERVERS, givenServers } from './given-servers';

/** The program as a user starts it, in a process of its own. */
export interface App {
  url: string;
  adminToken: string;
  /** Where the metrics are; '' where they have no port of their own. */
  metricsUrl: string;
  process: ChildProcess;
  /** Ends it with this signal and waits until it is gone. @returns its exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const ROOT = path.join(__dirname, '..', '..');

/** From source, or what `npm run build` made of it. */
export const PROGRAM = process.env['TEST_BUILT'] ? ['dist/src/main.js'] : ['--import', 'tsx', 'src/main.ts'];

/** Several programs start at once: none may want the port that another is about to take. */
const ANY_PORT = { PORT: '0', TEMPORAL_UI_PORT: '0' };

export async function startApp(
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
  program = PROGRAM.concat('serve'),
): Promise<App> {
  const own = GIVEN_SERVERS && !environment['TEMPORAL_ADDRESS'] ? await givenServers(dataDir) : {};
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: dataDir, ...ANY_PORT, NODE_ENV: '', ...own, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ready.')) resolve();
    });
    child.once('exit', () => reject(new Error(`The app ended: ${said}`)));
  });
  const find = (pattern: RegExp) => pattern.exec(said)?.[1] ?? '';
  return {
    url: find(/API +(\S+)\/events/),
    metricsUrl: find(/Metrics +(\S+)/),
    // It isn't said where the environment gave it.
    adminToken: find(/Admin token +(\S+)/) || (environment['ADMIN_TOKEN'] ?? own['ADMIN_TOKEN'] ?? ''),
    process: child,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const gone = once(child, 'exit');
      child.kill(signal);
      return ((await gone) as [number | null])[0];
    },
  };
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Asks as whoever the token names. */
export async function ask(
  url: string,
  method: string,
  token?: string,
  body?: unknown,
  headers = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text ? (JSON.parse(text) as Answer['body']) : {},
  };
}

export async function newBuyer({ url }: Pick<App, 'url'>): Promise<string> {
  return (await ask(`${url}/session`, 'POST')).body['token'] as string;
}
