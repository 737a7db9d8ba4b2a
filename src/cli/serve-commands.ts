import type { Command } from 'commander';
import { readConfig, type Config } from '../config';
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
      .action(() => run(readConfig(process.env, roles), roles, say));
}

async function run(config: Config, roles: Roles, say: Output['say']): Promise<void> {
  const [{ createLog }, { serve }] = await Promise.all([
    import('../observability/log.js'),
    import('../serve.js'),
  ]);
  const format = config.LOG_FORMAT ?? (config.NODE_ENV === 'production' ? 'json' : 'text');
  const log = createLog({ level: config.LOG_LEVEL, format });
  const announce = format === 'json' ? (text: string) => log.info(text) : say;
  const abort = new AbortController();
  if (format === 'json') failInJson(log);
  const starting = serve(config, roles, announce, log, abort.signal);
  stopOnSignals(announce, async () => {
    abort.abort();
    // A start that fails or is aborted cleans up after itself.
    await (await starting.catch(() => undefined))?.stop();
  });
  const running = await starting.catch((error: unknown) => {
    if (abort.signal.aborted) return;
    if (format === 'text') throw error;
    log.fatal(error);
    process.exit(1);
  });
  if (running && format === 'json') logAddresses(running, log);
  else if (running) sayAddresses(running, say);
}

/** Programs read one line a failure, also the last one. */
function failInJson(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal(error);
    process.exit(1);
  });
}

/** For programs: one line, and never the token. */
function logAddresses({ url, metricsUrl, uiUrl }: Running, log: Log): void {
  const api = url && `API ${url}/api/events`;
  const metrics = metricsUrl && `Metrics ${metricsUrl}`;
  log.info({ url, metricsUrl, uiUrl }, [api, metrics, 'Ready.'].filter(Boolean).join(' '));
}

function sayAddresses({ url, metricsUrl, uiUrl, adminToken }: Running, say: Output['say']): void {
  if (url) {
    say(`\nBuy tickets  ${url}\nOperate      ${url}/operate`);
    say(`API          ${url}/api/events\nDocs         ${url}/docs`);
  }
  if (metricsUrl) say(`Metrics      ${metricsUrl}`);
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
