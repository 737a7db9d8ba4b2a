import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Forbids imports that match the patterns in one folder, with the reason in the message. */
const forbid = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});
const sql = { group: ['pg', 'pg-*'], message: 'Only src/db knows SQL.' };
const engine = { group: ['@temporalio/*'], message: 'This folder does not know the engine.' };
const folders = (...names) => names.map((name) => `**/${name}/**`);

export default tseslint.config(
  {
    ignores: ['dist/**', 'node_modules/**', 'bench-results/**', '.data/**', 'coverage/**', 'test-results/**'],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs', '*.config.js', 'deploy/*.mjs'] } },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Our interfaces are closures made by factories; nothing in them uses `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.mjs', '*.config.js'],
    languageOptions: { globals: { module: 'writable', process: 'readonly', console: 'readonly' } },
    extends: [tseslint.configs.disableTypeChecked],
  },

  { files: ['test/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },

  // Import boundaries: arrows point one way (see docs/architecture.md).
  forbid(
    ['src/domain/**'],
    [
      sql,
      engine,
      {
        group: [...folders('db', 'api', 'worker', 'line', 'operate', 'embedded', 'activities', 'workflows')],
        message: 'The domain is pure.',
      },
    ],
  ),
  forbid(
    ['src/db/**'],
    [
      engine,
      {
        group: folders('api', 'worker', 'line', 'operate', 'embedded', 'activities'),
        message: 'src/db knows only the domain.',
      },
    ],
  ),
  forbid(
    ['src/line/**'],
    [
      sql,
      {
        group: folders('api', 'worker', 'operate', 'embedded', 'activities'),
        message: 'The line knows only db and domain.',
      },
    ],
  ),
  forbid(
    ['activities/**'],
    [
      sql,
      {
        group: folders('api', 'worker', 'operate', 'embedded'),
        message: 'Activities know only db and domain.',
      },
    ],
  ),
  forbid(
    ['src/api/**'],
    [
      sql,
      {
        group: folders('worker', 'operate', 'embedded', 'activities'),
        message: 'The API knows line, db and domain.',
      },
    ],
  ),
  forbid(['src/worker/**', 'src/operate/**', 'src/*.ts'], [sql]),
  forbid(
    ['src/embedded/**'],
    [
      {
        group: folders('api', 'worker', 'line', 'db', 'activities'),
        message: 'Embedded servers know nothing of the sale.',
      },
    ],
  ),
  forbid(
    ['src/web/client/**'],
    [
      sql,
      engine,
      {
        group: [
          ...folders('db', 'api', 'worker', 'line', 'operate', 'embedded', 'activities', 'workflows'),
          'node:*',
        ],
        message: 'What runs in the browser knows only the domain types and the HTTP API.',
      },
    ],
  ),
  {
    files: ['workflows/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*', 'pg', 'express', 'zod'], message: 'Workflows are deterministic and small.' },
            {
              group: ['**/activities/**', '**/src/**'],
              allowTypeImports: true,
              message: 'Workflows import only types from there.',
            },
            { regex: '^@temporalio/(?!workflow|common)', message: 'Workflows import only the workflow SDK.' },
          ],
        },
      ],
    },
  },
);
