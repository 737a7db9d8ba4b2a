import { isIP } from 'node:net';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { databaseWeaknessOf, weaknessOf } from './weak-secret';

/** From much to little; `silent` is nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const port = z.coerce.number().int().min(0).max(65_535);
const limit = z.coerce.number().int().min(0).max(1_000_000_000);
const timeoutSeconds = z.coerce.number().int().min(1).max(3_600);
const LENGTH = 'needs at least 16 characters';

const schema = z.object({
  PORT: port.optional(),
  METRICS_PORT: port.optional(),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => URL.canParse(url) && /^postgres(ql)?:/.test(url),
      'needs the form postgres://user:password@host:5432/database; in a password write / as %2F, # as %23, ? as %3F, @ as %40',
    )
    .optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_DEPLOYMENT_NAME: z
    .string()
    .regex(/^(?!__)[\w-]{1,100}$/, 'letters, digits, _ and - only, at most 100')
    .default('bilheteria'),
  TEMPORAL_WORKER_BUILD_ID: z
    .string()
    .regex(/^(?!__)[\w.+-]{1,100}$/, 'letters, digits, _ . + and - only, at most 100')
    .optional(),
  TEMPORAL_CLI_PATH: z.string().optional(),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/, error: 'needs to be an http(s) address' }).optional(),
  TEMPORAL_UI_PORT: port.default(8233),
  /** Proxies whose X-Forwarded headers are believed: how many there are, or their addresses. */
  TRUST_PROXY: z
    .string()
    .transform((text) => (/^[1-9]$/.test(text) ? Number(text) : text))
    .refine(
      (text) => typeof text === 'number' || text.split(',').every((one) => isProxy(one.trim())),
      'needs how many proxies there are (1 to 9), or their addresses: loopback, linklocal, uniquelocal, 10.1.2.3, 10.0.0.0/8, …',
    )
    .optional(),
  // How often one may ask (src/http/limits.ts); 0 is without limit.
  RATE_LIMIT_SESSION: limit.default(5_000),
  RATE_LIMIT_ADDRESS: limit.default(50_000),
  RATE_LIMIT_NEW_SESSIONS: limit.default(30_000),
  RATE_LIMIT_WRONG_TOKENS: limit.default(300),
  /** Open connections of a process; 0 is without limit. */
  MAX_CONNECTIONS: limit.default(20_000),
  /** How long a client may take to send the head of a request, and all of it. */
  HEADERS_TIMEOUT_SECONDS: timeoutSeconds.default(20),
  REQUEST_TIMEOUT_SECONDS: timeoutSeconds.default(60),
  /** How long a connection stays open without a request. */
  KEEP_ALIVE_TIMEOUT_SECONDS: timeoutSeconds.default(5),
  DATA_DIR: z.string().default('.data'),
  ADMIN_TOKEN: z.string().min(16, LENGTH).optional(),
  /** Separated by commas: the first signs, all verify, so that a secret can be replaced without ending sessions. */
  SESSION_SECRET: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.tuple([z.string().min(16, LENGTH)], z.string().min(16, LENGTH)))
    .optional(),
  NODE_ENV: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  LOG_REQUESTS: z.enum(LOG_LEVELS).default('debug'),
  LOG_FORMAT: z.enum(['text', 'json']).optional(),
  OTEL_TRACES_EXPORTER: z.enum(['none', 'otlp']).default('none'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().default('http://localhost:4318'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url().optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().default('bilheteria'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
});

/** An address, a network, or one of Express's names for some. */
function isProxy(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most));
}

export type Config = Readonly<z.infer<typeof schema>>;

/**
 * Reads the environment; nothing else does. An empty variable counts as not set.
 * @throws with every wrong variable by name, and where production lacks its secrets or has weak ones. No
 * message repeats a value.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not right:\n${wrong.join('\n')}`);
  }
  const config = result.data;
  if (config.NODE_ENV === 'production') requireStrongSecrets(config);
  // A profile that is named counts as if its values were variables; a file that just lies in the home folder doesn't.
  if (given['TEMPORAL_PROFILE'] || given['TEMPORAL_CONFIG_FILE'])
    config.TEMPORAL_ADDRESS ??= addressOfProfile(given);
  return Object.freeze(config);
}

function addressOfProfile(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment as Record<string, string>;
  try {
    return loadClientConnectConfig({ overrideEnvVars: given }).connectionOptions.address;
  } catch (error) {
    throw new Error('TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE: the profile cannot be read.', { cause: error });
  }
}

/** What a secret is missing, each to be said after its variable's name. */
function requireStrongSecrets({ ADMIN_TOKEN, SESSION_SECRET, DATABASE_URL }: Config): void {
  const wrong: string[] = [];
  const check = (name: string, secrets: readonly string[] | undefined) => {
    if (!secrets) wrong.push(`${name}: must be set; take a long random text, as from: openssl rand -hex 24`);
    const weakness = secrets?.map(weaknessOf).find((found) => found !== undefined);
    if (weakness) wrong.push(`${name}: ${weakness}; take a long random text, as from: openssl rand -hex 24`);
  };
  check('ADMIN_TOKEN', ADMIN_TOKEN === undefined ? undefined : [ADMIN_TOKEN]);
  check('SESSION_SECRET', SESSION_SECRET);
  if (ADMIN_TOKEN !== undefined && SESSION_SECRET?.includes(ADMIN_TOKEN))
    wrong.push('SESSION_SECRET: must be another than ADMIN_TOKEN');
  const weakness = DATABASE_URL === undefined ? undefined : databaseWeaknessOf(DATABASE_URL);
  if (weakness) wrong.push(`DATABASE_URL: ${weakness}; give the database's user another`);
  if (wrong.length > 0) throw new Error(`Production does not start with these secrets:\n${wrong.join('\n')}`);
}
