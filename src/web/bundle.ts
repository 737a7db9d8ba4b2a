/** Bundles the pages' scripts and styles. As a program it writes them to the folder given as its argument. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { UNUSUAL_DIGITS } from '../domain/currency-digits';

/** A file for browsers, named after its content, so that they may keep it for ever. */
export interface Bundled {
  /** Such as `buyer-ABCD1234.js`. */
  file: string;
  content: Buffer;
}

const CLIENT = path.join(__dirname, 'client');

/** Puts the digits of currencies into a bundle, instead of the package that they come from with the names of countries. */
const currencyDigits: Plugin = {
  name: 'currency digits',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]domain[\\/]currency-digits\.[jt]s$/ }, () => ({
      contents: `export const UNUSUAL_DIGITS = ${JSON.stringify(UNUSUAL_DIGITS)};`,
    }));
  },
};

/** One script and one style for each page; takes a fraction of a second. @throws if the sources don't compile. */
export async function bundlePages(): Promise<Bundled[]> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: ['buyer', 'operate'].map((out) => ({ in: path.join(CLIENT, out, 'main.tsx'), out })),
    entryNames: '[name]-[hash]',
    outdir: path.join(CLIENT, 'out'),
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [currencyDigits],
    logLevel: 'error',
  });
  return outputFiles.map(({ path: at, contents }) => ({
    file: path.basename(at),
    content: Buffer.from(contents),
  }));
}

if (require.main === module) {
  const folder = process.argv[2] ?? 'dist/web';
  mkdirSync(folder, { recursive: true });
  void bundlePages().then((files) => {
    for (const { file, content } of files) writeFileSync(path.join(folder, file), content);
  });
}
