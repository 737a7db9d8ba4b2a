/**
 * The import boundaries: arrows point one way, and nothing imports in a circle, not even types.
 * docs/architecture.md draws them; `npm run lint` holds them.
 */
const USE_CASES = ['orders', 'events', 'line', 'payments', 'accounts', 'mail', 'tickets', 'gate'];

/** What the code of each folder may import besides itself, as the start of a path. */
const ALLOWED = {
  'src/domain': [],
  'src/concurrency': [],
  'src/contract': ['src/domain'],
  'src/db': ['src/domain'],
  'src/(orders|events|line|payments|accounts|mail|tickets|gate)': [
    'src/domain',
    'src/contract',
    'src/concurrency',
    'src/db',
    ...USE_CASES.map((one) => `src/${one}`),
  ],
  activities: ['src/domain', 'src/contract', ...USE_CASES.map((one) => `src/${one}`)],
  workflows: ['src/domain', 'src/contract'],
  'src/http': ['src/domain', 'src/contract', 'src/concurrency', ...USE_CASES.map((one) => `src/${one}`)],
  'src/web/client': ['src/domain', 'src/http/schemas'],
  // The sandbox shows prices as the provider's client converts them.
  'src/embedded': ['src/config', 'src/contract', 'src/domain', 'src/payments/stripe/amounts'],
};

/** Which packages only some folders may import. */
const PACKAGES = [
  { name: 'sql-only-in-db', from: '^(?!src/db/|src/embedded/)', to: 'node_modules/pg/' },
  {
    name: 'stripe-behind-one-type',
    from: '^(src|activities|workflows)/(?!payments/stripe/|embedded/payment-sandbox/)',
    to: '^node_modules/stripe/',
  },
  {
    name: 'no-engine-in-the-core',
    from: '^src/(domain|db|concurrency|orders|events|line|payments|accounts|mail|http|web/client)/',
    to: 'node_modules/@temporalio/',
  },
  {
    name: 'workflows-are-deterministic',
    from: '^workflows/',
    to: '^node_modules/(?!@temporalio/(workflow|common)/)|^(fs|path|crypto|http|net|os|child_process|timers)$',
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(ALLOWED).map(([folder, targets]) => ({
      name: `${folder.replace(/\W+/g, '-')}-boundary`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: '^(src|activities|workflows|test|bench)/',
        pathNot: [`^${folder}/`, ...targets.map((one) => `^${one}(/|\\.|$)`)],
      },
    })),
    ...PACKAGES.map(({ name, from, to }) => ({
      name,
      severity: 'error',
      from: { path: from },
      to: { path: to },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
