/**
 * Schemathesis searches the running program for answers that don't match its OpenAPI document: a 500, another status,
 * another body. `SCHEMATHESIS_SECONDS` limits the search. Exits with 77 if Schemathesis can't be installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { ask, newBuyer, startApp } from '../helpers/app';

const VERSION = '4.32.5';
const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'bilheteria');

/** The checks of each answer. Others would require more than the document promises. */
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance'],
  ...['response_schema_conformance', 'response_headers_conformance'],
];

/** A session that ends would hide everything that comes after it. */
const ENDS = ['POST /api/sign-out', 'DELETE /api/me'].flatMap((name) => ['--exclude-name', name]);

/** Limits are tested elsewhere; here they would hide the routes behind them. */
const UNLIMITED = Object.fromEntries(
  ['SESSION', 'ADDRESS', 'NEW_SESSIONS', 'CODES', 'WRONG_TOKENS', 'GIVE_BACKS'].map((name) => [
    `RATE_LIMIT_${name}`,
    '0',
  ]),
);

/** @returns the program, installed once in the user's cache; undefined if that fails. */
function findSchemathesis(): string | undefined {
  const folder = path.join(CACHE, `schemathesis-${VERSION}`);
  const program = path.join(folder, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[] };
  const made = spawnSync('python3', ['-m', 'venv', folder], quiet).status === 0;
  const pip = path.join(folder, 'bin', 'pip');
  const got = made && spawnSync(pip, ['install', '-q', `schemathesis==${VERSION}`], quiet).status === 0;
  return got ? program : undefined;
}

async function main(): Promise<number> {
  const program = findSchemathesis();
  if (!program) {
    process.stderr.write(
      `skipped: Schemathesis ${VERSION} could not be installed (it needs Python and PyPI)\n`,
    );
    return 77;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'bilheteria schemathesis '));
  const app = await startApp(folder, UNLIMITED);
  try {
    const token = await newBuyer(app);
    // An event that exists, so that more than its 404 is searched.
    await writeFile(path.join(folder, 'schemathesis.toml'), '[parameters]\n"path.eventId" = "rock-no-rio"\n');
    const seconds = Number(process.env['SCHEMATHESIS_SECONDS'] ?? 45);
    let code = 0;
    // Streams never end, so they can't be compared with the document.
    for (const [token_, only] of [
      [token, ['--exclude-path-regex', '/stream$|^/api/admin', ...ENDS]],
      [app.adminToken, ['--include-path-regex', '^/api/admin']],
    ] as const) {
      const args = ['run', `${app.url}/openapi.json`, '--checks', CHECKS.join(','), ...only];
      const bounds = [
        '--max-time',
        String(Math.ceil(seconds / 2)),
        '--request-timeout',
        '15',
        '--seed',
        '1',
        '--no-color',
      ];
      const child = spawn(program, [...args, ...bounds, '-H', `Authorization: Bearer ${token_}`], {
        stdio: 'inherit',
        cwd: folder,
      });
      code ||= ((await once(child, 'exit')) as [number | null])[0] ?? 1;
    }
    const alive = await ask(`${app.url}/live`, 'GET');
    return alive.status === 200 ? code : 1;
  } finally {
    await app.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
