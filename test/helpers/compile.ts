import { cp, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { build } from 'esbuild';
import { WORKFLOWS } from '../../src/temporal/workflow-code';
import { bundlePages } from '../../src/web/bundle';

const ROOT = path.join(__dirname, '..', '..');

/** The folders that `npm run build` compiles. */
const COMPILED = ['src', 'workflows', 'activities'];

/** What the program reads beside its code. */
const READ = ['src/db/schema', 'src/db/views', 'src/db/functions'];

/**
 * Compiles the program for one run of the tests, without checking types. A run starts it dozens of times, and from
 * source each start takes three times the processor time.
 * @returns the folder, with the same layout as `npm run build` makes it; the caller removes it.
 */
export async function compileProgram(): Promise<string> {
  // Below the project, where the program finds its packages.
  const cache = path.join(ROOT, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'tested program '));
  await build({
    entryPoints: (await Promise.all(COMPILED.map(sources))).flat(),
    outdir: folder,
    outbase: ROOT,
    ...{ platform: 'node', format: 'cjs', target: 'node20', sourcemap: 'linked', logLevel: 'error' },
  });
  for (const one of READ)
    await cp(path.join(ROOT, one), path.join(folder, one), { recursive: true, preserveTimestamps: true });
  const { code } = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(path.join(folder, 'workflow-bundle.js'), code);
  await mkdir(path.join(folder, 'web'));
  for (const { file, content } of await bundlePages())
    await writeFile(path.join(folder, 'web', file), content);
  return folder;
}

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true });
  return entries.filter((entry) => /\.tsx?$/.test(entry)).map((entry) => path.join(ROOT, folder, entry));
}
