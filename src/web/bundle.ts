/** Bundles the pages' scripts and styles. As a program it writes them to the folder given as its argument. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OutputFile } from 'esbuild';

/** A file for browsers, named after its content, so that they may keep it for ever. */
export interface Bundled {
  /** Such as `buyer-ABCD1234.js`. */
  file: string;
  content: Buffer;
}

const CLIENT = path.join(__dirname, 'client');

/** One script and one style for each page. */
const ENTRIES = ['buyer', 'operate'].map((page) => path.join(CLIENT, page, 'main.tsx'));

/** Bundles the sources; takes a fraction of a second. @throws if they don't compile. */
export async function bundlePages(): Promise<Bundled[]> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: ENTRIES.map((file) => ({ in: file, out: path.basename(path.dirname(file)) })),
    entryNames: '[name]-[hash]',
    outdir: path.join(CLIENT, 'out'),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  });
  return outputFiles.map(({ path: at, contents }: OutputFile) => ({
    file: path.basename(at),
    content: Buffer.from(contents),
  }));
}

if (require.main === module) {
  const folder = process.argv[2] ?? 'dist/web';
  bundlePages().then(
    (files) => {
      mkdirSync(folder, { recursive: true });
      for (const { file, content } of files) writeFileSync(path.join(folder, file), content);
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}
