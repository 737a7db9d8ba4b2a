import { isIP } from 'node:net';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { readEmail } from './domain/email-address';
import { DEFAULT_TIME_ZONE, isTimeZone } from './domain/time-zone';
import { oidcProviders, oidcVariables } from './oidc-settings';
import { databaseWeaknessOf, weaknessOf } from './weak-secret';

/** From most to least; `silent` logs nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const port = z.coerce.number().int().min(0).max(65_535);
const limit = z.coerce.number().int().min(0).max(1_000_000_000);
const days = z.coerce.number().int().min(1).max(36_500);
const timeoutSeconds = z.coerce.number().int().min(1).max(3_600);
const LENGTH = 'must have at least 16 characters';

const schema = z.object({
  PORT: port.optional(),
  METRICS_PORT: port.optional(),
  /** Where buyers and operators reach the program. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => URL.canParse(url) && /^postgres(ql)?:/.test(url),
      'must look like postgres://user:password@host:5432/database; in a password write / as %2F, # as %23, ? as %3F, @ as %40',
    )
    .optional(),
  /** A Postgres role that `migrate` allows to use the tables. */
  DATABASE_APP_ROLE: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_DEPLOYMENT_NAME: z
    .string()
    .regex(/^(?!__)[\w-]{1,100}$/, 'must be at most 100 letters, digits, _ and -')
    .default('bilheteria'),
  TEMPORAL_WORKER_BUILD_ID: z
    .string()
    .regex(/^(?!__)[\w.+-]{1,100}$/, 'must be at most 100 letters, digits, _ . + and -')
    .optional(),
  TEMPORAL_CLI_PATH: z.string().optional(),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  TEMPORAL_UI_PORT: port.default(8233),
  /** The proxies whose X-Forwarded headers are trusted: their number or their addresses. */
  TRUST_PROXY: z
    .string()
    .transform((text) => (/^[1-9]$/.test(text) ? Number(text) : text))
    .refine(
      (text) => typeof text === 'number' || text.split(',').every((one) => isProxy(one.trim())),
      'must be the number of proxies (1 to 9) or their addresses: loopback, linklocal, uniquelocal, 10.1.2.3, 10.0.0.0/8, …',
    )
    .optional(),
  // Request limits (src/http/limits.ts); 0 means no limit.
  RATE_LIMIT_SESSION: limit.default(5_000),
  RATE_LIMIT_ADDRESS: limit.default(50_000),
  RATE_LIMIT_NEW_SESSIONS: limit.default(30_000),
  RATE_LIMIT_CODES: limit.default(150),
  RATE_LIMIT_WRONG_TOKENS: limit.default(300),
  RATE_LIMIT_GIVE_BACKS: limit.default(10),
  /** The iterations of a key that a stranger's browser derives before it gets a code or enters a draw; 0 asks for none. */
  PROOF_OF_WORK: z.coerce.number().int().min(0).max(20_000).default(0),
  /** Open connections per process, and of one address; 0 means no limit. */
  MAX_CONNECTIONS: limit.default(20_000),
  MAX_CONNECTIONS_ADDRESS: limit.optional(),
  /** Open streams of one session, and of one address. */
  MAX_STREAMS_SESSION: limit.default(20),
  MAX_STREAMS_ADDRESS: limit.optional(),
  /** How long a client may take to send a request's head, and the whole request. */
  HEADERS_TIMEOUT_SECONDS: timeoutSeconds.default(20),
  REQUEST_TIMEOUT_SECONDS: timeoutSeconds.default(60),
  /** How long an idle connection stays open. */
  KEEP_ALIVE_TIMEOUT_SECONDS: timeoutSeconds.default(5),
  /** The time zone of an event that names none. */
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be an IANA time zone, such as America/Sao_Paulo')
    .default(DEFAULT_TIME_ZONE),
  // How long records are kept after their event is over, in days (src/events/remove-records.ts).
  RETENTION_IDEMPOTENCY_KEY_DAYS: days.default(30),
  RETENTION_UNSOLD_DAYS: days.optional(),
  RETENTION_ACTION_DAYS: days.optional(),
  /** Without it, mails are kept in the data folder. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp(s) address' }).optional(),
  MAIL_FROM: z
    .string()
    .max(300)
    .refine(
      (text) => readEmail(/^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(text)?.[1] ?? text) !== undefined,
      'must be an address, or a name and an address: Tickets <tickets@example.org>',
    )
    .optional(),
  /** How many mails the mail server takes in a second, from all processes together. */
  MAIL_PER_SECOND: z.coerce.number().min(0.1).max(1_000).default(10),
  /** Without it, and with an embedded server, payments go to a sandbox; no money moves there. */
  STRIPE_SECRET_KEY: z
    .string()
    .regex(
      /^(sk|rk)_(test|live)_\S+$/,
      'must be a secret or restricted key of Stripe: sk_live_… or sk_test_…',
    )
    .optional(),
  /** Separated by commas, so that a secret can be replaced. */
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .optional(),
  /** Another address of the provider's API, for tests. */
  STRIPE_API_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  /** `allowed` lets production run with a test key, which takes no money. */
  PAYMENT_TEST_MODE: z.enum(['refused', 'allowed']).default('refused'),
  /** How much longer than the hold a payment may take. */
  PAYMENT_GRACE_CARD_SECONDS: z.coerce.number().int().min(0).max(3_600).default(120),
  PAYMENT_GRACE_PIX_SECONDS: z.coerce.number().int().min(10).max(3_600).default(300),
  /** How many refunds of a cancelled event are made in a second. */
  REFUNDS_PER_SECOND: z.coerce.number().min(0.1).max(100).default(25),
  DATA_DIR: z.string().default('.data'),
  /** The file that notes erasures (src/erasures.ts); without it, one in the data folder. */
  ERASURE_JOURNAL: z.string().optional(),
  ADMIN_TOKEN: z.string().min(16, LENGTH).optional(),
  /** A service's token, or the admin token, for commands. */
  BILHETERIA_TOKEN: z.string().optional(),
  /** Where a user's programs keep their settings. */
  XDG_CONFIG_HOME: z.string().optional(),
  /** Separated by commas: the first signs and all verify, so a secret can be replaced without ending sessions. */
  SESSION_SECRET: z
    .string()
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.tuple([z.string().min(16, LENGTH)], z.string().min(16, LENGTH)))
    .optional(),
  /** Accounts elsewhere that buyers can sign in with. Not one variable, but those of each provider. */
  OIDC: oidcProviders,
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

/** An address, a network, or one of Express's names for a group of networks. */
function isProxy(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && +bits <= most));
}

export type Config = Readonly<z.infer<typeof schema>>;

/** The environment's variables are missing, invalid, or too weak for production. No message repeats a value. */
export class InvalidConfiguration extends Error {
  readonly code = 'invalid_configuration';
}

/** Reads the variables of these names and ignores all others. */
export type ReadSettings = <K extends keyof Config>(...names: K[]) => Readonly<Pick<Config, K>>;

/**
 * Reads the environment, which no other module does. An empty variable counts as not set.
 * @returns a function that throws {@link InvalidConfiguration} with every invalid variable among those it is asked for.
 */
export function settingsOf(environment: NodeJS.ProcessEnv): ReadSettings {
  const given = trimmed(environment);
  return (...names) => {
    const wanted = Object.fromEntries(names.map((name) => [name, schema.shape[name]]));
    const result = z.object(wanted).safeParse({ ...given, OIDC: oidcVariables(given) });
    if (!result.success) {
      const wrong = result.error.issues.map((issue) => `${issue.path.join('_')}: ${issue.message}`);
      throw new InvalidConfiguration(`Invalid configuration:\n${wrong.join('\n')}`);
    }
    const settings = result.data as Config;
    // A profile counts only if a variable names it. A configuration file in the home folder doesn't count.
    if (wanted['TEMPORAL_ADDRESS'] && (given['TEMPORAL_PROFILE'] || given['TEMPORAL_CONFIG_FILE']))
      return Object.freeze({
        ...settings,
        TEMPORAL_ADDRESS: settings.TEMPORAL_ADDRESS ?? addressOfProfile(given),
      });
    return Object.freeze(settings);
  };
}

/**
 * Reads everything that a running program needs.
 * @param roles an API in production needs secrets, which a worker doesn't.
 * @throws {@link InvalidConfiguration} also if production has no secrets or weak ones.
 */
export function readConfig(environment: NodeJS.ProcessEnv, roles: { api: boolean } = { api: true }): Config {
  const config: Config = settingsOf(environment)(...(Object.keys(schema.shape) as (keyof Config)[]));
  requireWebhookSecret(config, roles.api);
  if (config.NODE_ENV === 'production') {
    requireStrongSecrets(config, roles.api);
    requireLiveKey(config);
  }
  return config;
}

/** How a program logs. What is invalid counts as not set, so that this is known even if the rest of the environment is wrong. */
export function readLogOptions(environment: NodeJS.ProcessEnv) {
  const { LOG_FORMAT, LOG_LEVEL, NODE_ENV } = trimmed(environment);
  const format = schema.shape.LOG_FORMAT.safeParse(LOG_FORMAT).data;
  const level = schema.shape.LOG_LEVEL.safeParse(LOG_LEVEL).data ?? 'info';
  return { level, format: format ?? (NODE_ENV === 'production' ? 'json' : 'text') } as const;
}

/** Without white space around the values, such as the line end of a file that holds a secret, and without empty ones. */
export const trimmed = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== ''),
  );

function addressOfProfile(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment as Record<string, string>;
  try {
    return loadClientConnectConfig({ overrideEnvVars: given }).connectionOptions.address;
  } catch (error) {
    throw new InvalidConfiguration('TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE: the profile cannot be read.', {
      cause: error,
    });
  }
}

const HOW = 'use a long random text, for example from: openssl rand -hex 24';

/** Without it, nobody could tell the provider's events from others'. */
function requireWebhookSecret({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET }: Config, isApi: boolean): void {
  if (STRIPE_SECRET_KEY !== undefined && !STRIPE_WEBHOOK_SECRET && isApi)
    throw new InvalidConfiguration(
      'Invalid configuration:\nSTRIPE_WEBHOOK_SECRET: must be set with STRIPE_SECRET_KEY; Stripe shows it beside the webhook',
    );
}

function requireLiveKey({ STRIPE_SECRET_KEY, STRIPE_API_URL, PAYMENT_TEST_MODE }: Config): void {
  const isTest = STRIPE_SECRET_KEY?.includes('_test_') ?? false;
  if ((isTest || STRIPE_API_URL !== undefined) && PAYMENT_TEST_MODE === 'refused')
    throw new InvalidConfiguration(
      'Invalid configuration:\nSTRIPE_SECRET_KEY: takes no money (a test key, or STRIPE_API_URL is set); use a live key, or set PAYMENT_TEST_MODE=allowed',
    );
}

/** @throws {@link InvalidConfiguration} with the name of every secret that is missing or weak. */
function requireStrongSecrets(config: Config, needsSecrets: boolean): void {
  const { ADMIN_TOKEN, SESSION_SECRET, DATABASE_URL } = config;
  const wrong: string[] = [];
  const check = (name: string, secrets: readonly string[] | undefined) => {
    if (!secrets && needsSecrets) wrong.push(`${name}: must be set; ${HOW}`);
    const weakness = secrets?.map(weaknessOf).find((found) => found !== undefined);
    if (weakness) wrong.push(`${name}: ${weakness}; ${HOW}`);
  };
  check('ADMIN_TOKEN', ADMIN_TOKEN === undefined ? undefined : [ADMIN_TOKEN]);
  check('SESSION_SECRET', SESSION_SECRET);
  if (ADMIN_TOKEN !== undefined && SESSION_SECRET?.includes(ADMIN_TOKEN))
    wrong.push('SESSION_SECRET: must differ from ADMIN_TOKEN');
  const weakness = DATABASE_URL === undefined ? undefined : databaseWeaknessOf(DATABASE_URL);
  if (weakness) wrong.push(`DATABASE_URL: ${weakness}; give the database user another one`);
  if (wrong.length > 0)
    throw new InvalidConfiguration(`Invalid secrets for production:\n${wrong.join('\n')}`);
}
