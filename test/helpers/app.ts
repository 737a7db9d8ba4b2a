import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { GIVEN_SERVERS, givenServers } from './given-servers';

/** The program in a process of its own, as a user starts it. */
export interface App {
  url: string;
  adminToken: string;
  /** Where the metrics are, '' unless METRICS_PORT is set. */
  metricsUrl: string;
  process: ChildProcess;
  /** Sends this signal and waits for the exit. @returns the exit code, null after SIGKILL. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const ROOT = path.join(__dirname, '..', '..');

/** The program: with TEST_BUILT as `npm run build` made it, in a run of tests compiled for it, otherwise from source. */
export function programCommand(): string[] {
  if (process.env['TEST_BUILT']) return ['dist/src/main.js'];
  const compiled = process.env['TEST_PROGRAM'];
  return compiled ? [compiled] : ['--import', 'tsx', 'src/main.ts'];
}

/** Programs that start at the same time must not choose the same port. */
const ANY_PORT = { PORT: '0', TEMPORAL_UI_PORT: '0' };

/**
 * Starts the program and waits until it is ready.
 * @param dataDir its data folder, and where the embedded servers keep their files.
 * @throws with what it printed, if it exits before.
 */
export async function startApp(
  dataDir: string,
  environment: NodeJS.ProcessEnv = {},
  program = [...programCommand(), 'serve'],
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
    // The program does not print a token that the environment gave it.
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

/** Sends a request, with this bearer token if there is one. */
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

/** Opens a session. @returns its token. */
export async function newBuyer({ url }: Pick<App, 'url'>): Promise<string> {
  return (await ask(`${url}/session`, 'POST')).body['token'] as string;
}
