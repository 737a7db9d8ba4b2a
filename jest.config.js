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

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These have scripts of their own or are run of what was built: they take minutes, or need what may be missing.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/deploy.test.ts',
    '<rootDir>/test/(topology|restore|abuse)/',
  ],
  transform: { '^.+\\.ts$': swc(false), '^.+\\.tsx$': swc(true) },
  globalSetup: '<rootDir>/test/helpers/start-servers.ts',
  globalTeardown: '<rootDir>/test/helpers/stop-servers.ts',
  testTimeout: 30_000,
};
