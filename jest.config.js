/** @param {boolean} tsx */
const swc = (tsx) => [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
      target: 'es2022',
    },
    module: { type: 'commonjs' },
  },
];

/** Packages that come as nothing else. */
const ES_MODULES = 'openid-client|oauth4webapi|jose';

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These have scripts of their own, since they take minutes, test the built program, or need what may be missing.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/deploy.test.ts',
    '<rootDir>/test/(topology|restore|abuse)/',
  ],
  transform: {
    '^.+\\.ts$': swc(false),
    '^.+\\.tsx$': swc(true),
    // Jest loads no ES modules.
    [`/node_modules/(${ES_MODULES})/.+\\.js$`]: swc(false),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES})/)`],
  globalSetup: '<rootDir>/test/helpers/start-servers.ts',
  globalTeardown: '<rootDir>/test/helpers/stop-servers.ts',
  testSequencer: '<rootDir>/test/helpers/sequencer.mjs',
  // Most tests wait, so every core is used.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
