import type { Command } from 'commander';
import { readConfig, readLogOptions } from '../config';
import type { Log } from '../observability/log';
import type { Roles } from '../parts';
import type { Running } from '../serve';
import type { Output } from './output';

const ROLES: Record<string, [roles: Roles, description: string]> = {
  serve: [{ api: true, worker: true }, 'run the API and a worker in one process (npm start does this)'],
  api: [{ api: true, worker: false }, 'run only the API'],
  worker: [{ api: false, worker: true }, 'run only a worker'],
};

/** The commands that run until a signal stops them. */
export function addServeCommands(program: Command, { say }: Output): void {
  for (const [name, [roles, description]] of Object.entries(ROLES))
    program
      .command(name)
      .description(description)
      .action(() => run(roles, say));
}

async function run(roles: Roles, say: Output['say']): Promise<void> {
  const { createLog } = await import('../observability/log.js');
  const options = readLogOptions(process.env);
  const log = createLog(options);
  const inJson = options.format === 'json';
  if (inJson) writeOnlyJson(log);
  const announce = inJson ? (text: string) => log.info(text) : say;
  const abort = new AbortController();
  const starting = start(roles, announce, log, abort.signal);
  stopOnSignals(announce, async () => {
    abort.abort();
    // A start that fails or is aborted cleans up after itself.
    await (await starting.catch(() => undefined))?.stop();
  });
  const running = await starting.catch((error: unknown) => {
    if (abort.signal.aborted) return;
    if (!inJson) throw error;
    fail(log, error);
  });
  if (running && inJson) logAddresses(running, log);
  else if (running) sayAddresses(running, say);
}

async function start(
  roles: Roles,
  announce: Output['say'],
  log: Log,
  aborted: AbortSignal,
): Promise<Running> {
  const config = readConfig(process.env, roles);
  const { serve } = await import('../serve.js');
  return serve(config, roles, announce, log, aborted);
}

/** Programs read one line a failure, also the last one, and warnings of Node and libraries. */
function writeOnlyJson(log: Log): void {
  process.on('uncaughtException', (error) => fail(log, error));
  // Node's own listener prints text.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn(warning));
}

function fail(log: Log, error: unknown): never {
  log.fatal(error);
  process.exit(1);
}

/** For programs: one line, and never the token. */
function logAddresses({ url, metricsUrl, uiUrl }: Running, log: Log): void {
  const api = url && `API ${url}/api/events`;
  const metrics = metricsUrl && `Metrics ${metricsUrl}`;
  log.info({ url, metricsUrl, uiUrl }, [api, metrics, 'Ready.'].filter(Boolean).join(' '));
}

function sayAddresses(
  { url, metricsUrl, uiUrl, mailUrl, sandboxUrl, adminToken }: Running,
  say: Output['say'],
): void {
  if (url) {
    say(`\nBuy tickets  ${url}\nOperate      ${url}/operate`);
    say(`API          ${url}/api/events\nDocs         ${url}/docs`);
  }
  if (metricsUrl) say(`Metrics      ${metricsUrl}`);
  if (mailUrl) say(`Mails        ${mailUrl}`);
  if (sandboxUrl) say(`Payments     ${sandboxUrl} (a sandbox: no money moves)`);
  if (uiUrl) say(`Temporal UI  ${uiUrl}`);
  if (adminToken) say(`Admin token  ${adminToken}`);
  say('Ready.');
}

/** Through npm one Ctrl-C arrives twice. A second signal counts only after this time, in milliseconds. */
const SAME_SIGNAL_MS = 500;

function stopOnSignals(announce: (text: string) => void, stop: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      announce('stopping; a second signal stops immediately');
      void stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    } else if (Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
