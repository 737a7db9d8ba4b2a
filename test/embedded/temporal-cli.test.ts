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
  // Only what a test puts there.
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

test('TEMPORAL_CLI_PATH is used, or reported if it is not a Temporal CLI', async () => {
  const file = await program(path.join(folder, 'mine'));
  expect(await find(file)).toBe(file);
  await expect(find(path.join(folder, 'nothing'))).rejects.toThrow(/TEMPORAL_CLI_PATH is not a Temporal CLI/);
  const other = await program(path.join(folder, 'other'), 'something else');
  await expect(find(other)).rejects.toThrow(/TEMPORAL_CLI_PATH is not a Temporal CLI/);
});

test('PATH comes before the cache, and the cache before a download', async () => {
  const cached = await program(path.join(cache, 'temporal'));
  expect(await find()).toBe(cached);
  await program(path.join(folder, 'bin', 'temporal'));
  expect(await find()).toBe('temporal');
});

test('half a binary in the cache is not used: Go builds a new one', async () => {
  await writeFile(path.join(cache, 'temporal'), 'half', { mode: 0o755 });
  const go = path.join(folder, 'bin', 'go');
  // Does what `go install` does.
  await writeFile(
    go,
    `#!/bin/sh\nprintf '#!/bin/sh\\necho temporal version 1.5.1\\n' > "$GOBIN/temporal"\n/bin/chmod 755 "$GOBIN/temporal"\n`,
    { mode: 0o755 },
  );
  expect(await find()).toBe(path.join(cache, 'temporal'));
  expect(await readdir(cache)).toEqual(['temporal']);
}, 150_000);
