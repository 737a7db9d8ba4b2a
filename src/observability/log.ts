import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';

export type Log = Logger;
export type LogLevel = LevelWithSilent;

export interface LogOptions {
  level: LogLevel;
  /** `text` is for people at a terminal, `json` for programs. */
  format: 'text' | 'json';
}

/**
 * Creates the process's only logger, which writes one line per entry to stderr. It writes in the background, so a
 * slow reader doesn't stop the sale. A normal exit flushes the log; a killed process loses its last lines.
 */
export function createLog(options: LogOptions, to: DestinationStream = toStderr()): Log {
  const write = options.format === 'json' ? identity : readable;
  return pino(
    {
      level: options.level,
      base: options.format === 'json' ? { pid: process.pid } : null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: SECRETS, censor: HIDDEN },
      serializers: { err: describeError, error: describeError },
    },
    { write: (line) => to.write(write(masked(line))) },
  );
}

const toStderr = () => pino.destination({ fd: 2, sync: false });
const identity = (line: string) => line;

const HIDDEN = '[hidden]';

/** Fields that must not be logged. No code logs them; this is the safety net. Only errors are nested. */
const SECRETS = [
  ...['authorization', 'cookie', 'token', 'password', 'secret', 'adminToken', 'sessionSecret', 'databaseUrl'],
  ...['buyerId', 'idempotencyKey', 'headers', 'body'],
];

/** Secrets that are recognised anywhere in a line: a URL's password, a bearer token, a session token. */
const SHAPES =
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*:)[^\s@"]+(?=@)|(\bBearer )[^\s"\\]+|(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.)[A-Za-z0-9+/]{43}/gi;

/** Control characters outside ASCII, which JSON doesn't escape and a terminal may obey. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]+/g;

const masked = (line: string) =>
  line
    .replace(
      SHAPES,
      (_all, ...found: (string | undefined)[]) => `${found.slice(0, 3).find(Boolean) ?? ''}${HIDDEN}`,
    )
    .replace(CONTROLS, ' ');

/** The harmless parts of an error. Errors of libraries carry whole requests, rows and parameters. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** Turns a line of JSON into text: the time, the level, the message, its causes, and the other fields. */
function readable(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown> & {
    err?: Described;
  };
  const fields = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const message = [msg, err?.message === msg ? undefined : err?.message, ...causesOf(err)]
    .filter(Boolean)
    .join(': ');
  const parts = [String(time).slice(11, 19), String(level).toUpperCase(), message, ...fields];
  // A line break or an escape sequence in a message could forge another line.
  return `${parts.join(' ').replace(/\p{Cc}+/gu, ' ')}\n`;
}

interface Described {
  message?: string;
  cause?: Described;
}

const causesOf = (error?: Described): (string | undefined)[] =>
  error?.cause ? [error.cause.message, ...causesOf(error.cause)] : [];
