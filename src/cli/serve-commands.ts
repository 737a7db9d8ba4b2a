import type { Command } from 'commander';
import type { Config } from '../config';
import { createLog, type Log } from '../observability/log';
import type { Roles } from '../parts';
import { serve, type Running } from '../serve';
import { say } from './output';

const ROLES: Record<string, [roles: Roles, says: string]> = {
  serve: [{ api: true, worker: true }, 'the API and a worker in one process (what npm start runs)'],
  api: [{ api: true, worker: false }, 'only the API'],
  worker: [{ api: false, worker: true }, 'only a worker'],
};

/** What runs until it is told to stop. */
export function addServeCommands(program: Command, config: Config): void {
  for (const [name, [roles, says]] of Object.entries(ROLES))
    program
      .command(name)
      .description(says)
      .action(() => run(config, roles));
}

async function run(config: Config, roles: Roles): Promise<void> {
  const format = config.LOG_FORMAT ?? (config.NODE_ENV === 'production' ? 'json' : 'text');
  const log = createLog({ level: config.LOG_LEVEL, format });
  const tell = format === 'json' ? (text: string) => log.info(text.trim()) : say;
  const abort = new AbortController();
  const starting = serve(config, roles, tell, log, abort.signal);
  stopOnSignals(tell, async () => {
    abort.abort();
    // Where it hadn't started yet it has undone by itself what it had done.
    await (await starting.catch(() => undefined))?.stop();
  });
  const running = await starting.catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  if (running && format === 'json') logWhere(running, log);
  else if (running) sayWhere(running, config);
}

/** For programs: in one line, and never with the token. */
function logWhere({ url, metricsUrl, uiUrl }: Running, log: Log): void {
  const api = url && `API ${url}/api/events`;
  const metrics = metricsUrl && `Metrics ${metricsUrl}`;
  log.info({ url, metricsUrl, uiUrl }, [api, metrics, 'Ready.'].filter(Boolean).join(' '));
}

function sayWhere({ url, metricsUrl, uiUrl, adminToken }: Running, config: Config): void {
  if (url) {
    say(`\nBuy here     ${url}\nOperate      ${url}/operate`);
    say(`API          ${url}/api/events\nDocs         ${url}/docs`);
  }
  if (metricsUrl) say(`Metrics      ${metricsUrl}`);
  if (uiUrl) say(`Temporal UI  ${uiUrl}`);
  // Only where we made it: a token from the environment is known to whoever set it.
  if (!config.ADMIN_TOKEN) say(`Admin token  ${adminToken}`);
  say('Ready.');
}

/** One Ctrl-C reaches us twice through npm; what comes later than this was meant. In milliseconds. */
const SAME_SIGNAL_MS = 500;

function stopOnSignals(say: (text: string) => void, stop: () => Promise<void>): void {
  let first = 0;
  const onSignal = () => {
    if (first === 0) {
      first = Date.now();
      say('stopping (again to stop at once)');
      void stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    } else if (Date.now() - first > SAME_SIGNAL_MS) process.exit(1);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
