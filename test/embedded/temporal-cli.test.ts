import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findTemporalCli } from '../../src/embedded/temporal-cli';

let folder: string;
let cache: string;
const before = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bilheteria cli '));
  cache = path.join(folder, 'bilheteria', 'temporal-1.5.1');
  process.env['XDG_CACHE_HOME'] = folder;
  // Nothing but what a test puts there.
  process.env['PATH'] = path.join(folder, 'bin');
  await mkdir(path.join(folder, 'bin'));
  await mkdir(cache, { recursive: true });
});
afterEach(async () => {
  process.env['PATH'] = before['PATH'];
  process.env['XDG_CACHE_HOME'] = before['XDG_CACHE_HOME'];
  await rm(folder, { recursive: true, force: true });
});

async function program(file: string, says = 'temporal version 1.5.1'): Promise<string> {
  await writeFile(file, `#!/bin/sh\necho "${says}"\n`);
  await chmod(file, 0o755);
  return file;
}
const find = (explicit?: string) => findTemporalCli(explicit, () => undefined);

test('a configured path is used, or reported as wrong', async () => {
  const file = await program(path.join(folder, 'mine'));
  expect(await find(file)).toBe(file);
  await expect(find(path.join(folder, 'nothing'))).rejects.toThrow(/TEMPORAL_CLI_PATH is not a Temporal CLI/);
  const other = await program(path.join(folder, 'other'), 'something else');
  await expect(find(other)).rejects.toThrow(/TEMPORAL_CLI_PATH is not a Temporal CLI/);
});

test('the CLI on PATH comes before the cache, and the cache before any download', async () => {
  const cached = await program(path.join(cache, 'temporal'));
  expect(await find()).toBe(cached);
  await program(path.join(folder, 'bin', 'temporal'));
  expect(await find()).toBe('temporal');
});

test('a truncated binary in the cache is never used: Go builds another in its place', async () => {
  await writeFile(path.join(cache, 'temporal'), 'half', { mode: 0o755 });
  const go = path.join(folder, 'bin', 'go');
  // What `go install` does, as far as anybody can see.
  await writeFile(
    go,
    `#!/bin/sh\nprintf '#!/bin/sh\\necho temporal version 1.5.1\\n' > "$GOBIN/temporal"\n/bin/chmod 755 "$GOBIN/temporal"\n`,
    { mode: 0o755 },
  );
  expect(await find()).toBe(path.join(cache, 'temporal'));
  expect(await readdir(cache)).toEqual(['temporal']);
}, 150_000);
