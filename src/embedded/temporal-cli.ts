import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const NAME = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/**
 * Finds a Temporal CLI: the given path, PATH, our cache, the SDK's own download, or `go install`.
 * A file is used only if it prints its version, and enters the cache in one step, so the cache never has half a file.
 * @throws if there is none; the error lists every attempt and what to install.
 */
export async function findTemporalCli(
  explicit: string | undefined,
  say: (text: string) => void,
): Promise<string> {
  if (explicit) {
    return verify(explicit).catch((error: unknown) => {
      throw new Error(`TEMPORAL_CLI_PATH is not a Temporal CLI: ${explicit}`, { cause: error });
    });
  }
  const cache = path.join(cacheFolder(), 'bilheteria', 'temporal-1.5.1');
  const cached = path.join(cache, NAME);
  const attempts: [string, () => Promise<string>][] = [
    ['temporal on PATH', () => verify('temporal')],
    [`the cache ${cached}`, () => verify(cached)],
    ["the SDK's download", () => intoCache(cache, cached, (draft) => download(draft, say))],
    [`go install ${MODULE}`, () => intoCache(cache, cached, (draft) => goInstall(draft, say))],
  ];
  const failures: string[] = [];
  for (const [name, attempt] of attempts) {
    try {
      return await attempt();
    } catch (error) {
      failures.push(`- ${name}: ${(error as Error).message.split('\n')[0] ?? ''}`);
    }
  }
  throw new Error(
    `No Temporal CLI found:\n${failures.join('\n')}\nInstall it (https://docs.temporal.io/cli) or Go, or set ` +
      'TEMPORAL_CLI_PATH to its file, or TEMPORAL_ADDRESS to a running server.',
  );
}

async function verify(file: string): Promise<string> {
  const { stdout } = await run(file, ['--version'], { timeout: 10_000, env: process.env });
  if (!/temporal/i.test(stdout)) throw new Error("it doesn't print a Temporal version");
  return file;
}

async function intoCache(
  cache: string,
  cached: string,
  fetch: (draft: string) => Promise<string>,
): Promise<string> {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(path.join(cache, 'draft-'));
  try {
    await rename(await verify(await fetch(draft)), cached);
    return cached;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function download(draft: string, say: (text: string) => void): Promise<string> {
  say("downloading the Temporal server (the SDK's own download, only once)");
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const starting = TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: draft } },
  });
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer within 120 s')), 120_000).unref();
  });
  await (await Promise.race([starting, timeout])).teardown();
  const file = (await readdir(draft)).find((name) => name.startsWith('temporal'));
  if (!file) throw new Error('it left no file');
  return path.join(draft, file);
}

async function goInstall(draft: string, say: (text: string) => void): Promise<string> {
  const began = Date.now();
  const report = () =>
    say(`building the Temporal server with Go, ${Math.round((Date.now() - began) / 1000)} s so far`);
  report();
  const progress = setInterval(report, 10_000);
  try {
    await run('go', ['install', MODULE], { env: { ...process.env, GOBIN: draft }, timeout: 900_000 });
    return path.join(draft, NAME);
  } finally {
    clearInterval(progress);
  }
}

/** Where a user's programs keep what they can download or build again. */
export function cacheFolder(): string {
  if (process.env['XDG_CACHE_HOME']) return process.env['XDG_CACHE_HOME'];
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches');
  return process.env['LOCALAPPDATA'] ?? path.join(homedir(), '.cache');
}
