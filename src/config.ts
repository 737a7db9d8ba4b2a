import { z } from 'zod';

/** From much to little; `silent` is nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  PORT: port.optional(),
  METRICS_PORT: port.optional(),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_CLI_PATH: z.string().optional(),
  TEMPORAL_UI_PORT: port.default(8233),
  DATA_DIR: z.string().default('.data'),
  ADMIN_TOKEN: z.string().min(16, 'needs at least 16 characters').optional(),
  SESSION_SECRET: z.string().min(16, 'needs at least 16 characters').optional(),
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

export type Config = Readonly<z.infer<typeof schema>>;

/**
 * Reads the environment; nothing else does. An empty variable counts as not set.
 * @throws with every wrong variable by name, and where production lacks its secrets.
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not right:\n${wrong.join('\n')}`);
  }
  const config = result.data;
  if (config.NODE_ENV === 'production' && !(config.ADMIN_TOKEN && config.SESSION_SECRET)) {
    throw new Error('In production ADMIN_TOKEN and SESSION_SECRET must be set.');
  }
  return Object.freeze(config);
}
