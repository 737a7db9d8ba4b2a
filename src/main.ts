import { pino } from 'pino';
import { readConfig } from './config';
import { INVARIANTS } from './db/audit';
import { findEmbeddedPostgres } from './embedded/postgres';
import { auditDatabase } from './operate/audit';
import { migrateServers } from './operate/migrate';
import { eventUrlOf, verifyDraw } from './operate/verify-draw';
import { serve, type Roles } from './serve';

const USAGE = `Usage: bilheteria <command>
  serve     the API and a worker in one process (what npm start runs)
  api       only the API
  worker    only a worker
  migrate   brings the database at DATABASE_URL up to date, and Temporal's search attributes at TEMPORAL_ADDRESS
  audit [event id]
            looks for whatever breaks an invariant, at DATABASE_URL or in the embedded database
  verify-draw <event id or URL>
            recomputes the order of a draw from public data alone`;

const ROLES: Record<string, Roles> = {
  serve: { api: true, worker: true },
  api: { api: true, worker: false },
  worker: { api: false, worker: true },
};

const say = (text: string) => void process.stderr.write(`${text}\n`);

async function main(command: string | undefined, argument: string | undefined): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: 'info' }, pino.destination(2));
  const roles = ROLES[command ?? ''];
  if (roles) {
    const abort = new AbortController();
    const starting = serve(config, roles, say, (error) => log.error(error), abort.signal);
    stopOnSignals(async () => {
      abort.abort();
      // Where it hadn't started yet it has undone by itself what it had done.
      await (await starting.catch(() => undefined))?.stop();
    });
    const running = await starting.catch((error: unknown) => {
      if (!abort.signal.aborted) throw error;
    });
    if (!running) return;
    if (running.url)
      say(
        `\nBuy here     ${running.url}\nOperate      ${running.url}/operate\nAPI          ${running.url}/api/events\nDocs         ${running.url}/docs`,
      );
    if (running.metricsUrl) say(`Metrics      ${running.metricsUrl}`);
    if (running.uiUrl) say(`Temporal UI  ${running.uiUrl}`);
    // Only where we made it: a token from the environment is known to whoever set it.
    if (!config.ADMIN_TOKEN) say(`Admin token  ${running.adminToken}`);
    say('Ready.');
  } else if (command === 'migrate') {
    if (!config.DATABASE_URL)
      throw new Error('migrate needs DATABASE_URL; npm start migrates its own database.');
    await migrateServers(config.DATABASE_URL, config.TEMPORAL_ADDRESS, say);
  } else if (command === 'audit') {
    const url = config.DATABASE_URL ?? (await findEmbeddedPostgres(config.DATA_DIR));
    const offenders = await auditDatabase(url, argument);
    for (const { invariant, eventId, offender } of offenders)
      process.stdout.write(`${eventId}: not so that ${INVARIANTS[invariant]}: ${offender}\n`);
    process.stdout.write(offenders.length === 0 ? 'Every invariant holds.\n' : '');
    if (offenders.length > 0) process.exitCode = 1;
  } else if (command === 'verify-draw' && argument !== undefined) {
    const url = eventUrlOf(argument, config);
    const check = await verifyDraw(url);
    process.stdout.write(
      check.ok
        ? `The draw is right: ${check.places} places follow from the seed, and the seed from its commitment.\n`
        : `The draw is NOT right: ${check.problem}.\n`,
    );
    if (!check.ok) process.exitCode = 1;
  } else {
    say(USAGE);
    process.exitCode = 2;
  }
}

/** One Ctrl-C reaches us twice through npm; what comes later than this was meant. In milliseconds. */
const SAME_SIGNAL_MS = 500;

function stopOnSignals(stop: () => Promise<void>): void {
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

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  say(
    error instanceof Error
      ? `${error.message}${error.cause ? `\n${error.cause instanceof Error ? error.cause.message : ''}` : ''}`
      : String(error),
  );
  process.exit(1);
});
