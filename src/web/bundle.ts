/** Bundles the pages' scripts and styles. As a program it writes them to the folder given as its argument. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OutputFile, Plugin } from 'esbuild';
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

const COMMON = {
  entryNames: '[name]-[hash]',
  outdir: path.join(CLIENT, 'out'),
  bundle: true,
  minify: true,
  write: false,
  target: 'es2020',
  logLevel: 'error',
} as const;

/**
 * One script and one style for each page, and the scripts for passkeys, QR codes and work, which pages load when somebody
 * needs them. Takes a fraction of a second. @throws if the sources don't compile.
 */
export async function bundlePages(): Promise<Bundled[]> {
  const { build } = await import('esbuild');
  const script = async (file: string, out: string, format: 'esm' | 'iife') => {
    const { outputFiles } = await build({
      ...COMMON,
      entryPoints: [{ in: path.join(CLIENT, file), out }],
      format,
    });
    return bundledOf(outputFiles);
  };
  const passkey = await script('account/passkey.ts', 'passkey', 'esm');
  const qr = await script('buyer/qr.ts', 'qr', 'esm');
  const proof = await script('proof-worker.mts', 'proof', 'iife');
  const addressOf = ([loaded]: Bundled[]) => JSON.stringify(`/assets/${loaded?.file}`);
  const pages = await build({
    ...COMMON,
    entryPoints: ['buyer', 'account', 'operate'].map((out) => ({
      in: path.join(CLIENT, out, 'main.tsx'),
      out,
    })),
    format: 'iife',
    define: { PASSKEY_SCRIPT: addressOf(passkey), QR_SCRIPT: addressOf(qr), PROOF_SCRIPT: addressOf(proof) },
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [currencyDigits],
  });
  return [...bundledOf(pages.outputFiles), ...passkey, ...qr, ...proof];
}

const bundledOf = (files: OutputFile[]): Bundled[] =>
  files.map(({ path: at, contents }) => ({ file: path.basename(at), content: Buffer.from(contents) }));

if (require.main === module) {
  const folder = process.argv[2] ?? 'dist/web';
  mkdirSync(folder, { recursive: true });
  void bundlePages().then((files) => {
    for (const { file, content } of files) writeFileSync(path.join(folder, file), content);
  });
}
