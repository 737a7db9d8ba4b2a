import { pino, type DestinationStream, type LevelWithSilent, type Logger } from 'pino';

export type Log = Logger;
export type LogLevel = LevelWithSilent;

/** What a line may say beside its message. Ids are opaque; nothing personal is among them. */
export interface LogFields {
  requestId?: string | undefined;
  eventId?: string | undefined;
  preOrderId?: string | undefined;
  workflowId?: string | undefined;
}

export interface LogOptions {
  level: LogLevel;
  /** `text` is for people at a terminal, `json` for programs. */
  format: 'text' | 'json';
}

/**
 * The one logger of the process: one line an entry. It goes to stderr, written in the background, so that a reader who
 * is slow doesn't stop the sale; what isn't written yet is written at the process's end, and lost where that is a kill.
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

/** Fields that no line should have. Nobody writes them; should anybody, they are hidden. Lines are flat but for errors. */
const SECRETS = [
  ...['authorization', 'cookie', 'token', 'password', 'secret', 'adminToken', 'sessionSecret', 'databaseUrl'],
  ...['buyerId', 'idempotencyKey', 'headers', 'body'],
];

/** Secrets by their shape, wherever they are: a URL's password, a bearer token, a session's token. */
const SHAPES =
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*:)[^\s@"]+(?=@)|(\bBearer )[^\s"\\]+|(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.)[A-Za-z0-9+/]{43}/gi;

/** JSON escapes the control characters of ASCII; these are others that a terminal or a log's reader may obey. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029]+/g;

const masked = (line: string) =>
  line
    .replace(
      SHAPES,
      (_all, ...found: (string | undefined)[]) => `${found.slice(0, 3).find(Boolean) ?? ''}${HIDDEN}`,
    )
    .replace(CONTROLS, ' ');

/** Of an error what is known to be harmless: those of libraries carry whole requests, rows and parameters. */
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

/** A line of JSON for a person: the time, the message, why, and the rest after it. Still one line. */
function readable(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown> & {
    err?: Described;
  };
  const more = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const said = [msg, err?.message === msg ? undefined : err?.message, ...causesOf(err)]
    .filter(Boolean)
    .join(': ');
  const parts = [String(time).slice(11, 19), String(level).toUpperCase(), said, ...more];
  // A message with a line break or an escape sequence must not fake other lines.
  return `${parts.join(' ').replace(/\p{Cc}+/gu, ' ')}\n`;
}

interface Described {
  message?: string;
  cause?: Described;
}

const causesOf = (error?: Described): (string | undefined)[] =>
  error?.cause ? [error.cause.message, ...causesOf(error.cause)] : [];
