/** Bundles the pages' scripts and styles. As a program it writes them to the folder given as its argument. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { OutputFile, Plugin } from 'esbuild';
import type { Language } from '../domain/money';
import { UNUSUAL_DIGITS } from '../domain/currency-digits';

/** A file for browsers, named after its content, so that they may keep it for ever. */
export interface Bundled {
  /** Such as `buyer-en-ABCD1234.js`. */
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

/** A buyer's page is in one language: the words of the other one are left out. */
const onlyWordsIn = (language: Language): Plugin => ({
  name: `words in ${language}`,
  setup({ onLoad }) {
    const isEnglish = language === 'en';
    const filter = isEnglish
      ? /[\\/]i18n[\\/](payment-)?pt-br\.[jt]s$/
      : /[\\/]i18n[\\/](payment-)?en\.[jt]s$/;
    onLoad({ filter }, ({ path: file }) => {
      const [, group = ''] = filter.exec(file) ?? [];
      const contents = isEnglish
        ? `export { en as ptBR } from './${group}en';`
        : `export { ptBR as en } from './${group}pt-br';`;
      return { contents, resolveDir: path.dirname(file) };
    });
  },
});

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
 * One script and one style for each page, and for each language where buyers see it; and the scripts for passkeys, QR
 * codes and work, which pages load when somebody needs them. Takes a fraction of a second. @throws if the sources don't compile.
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
  const pages = async (plugins: Plugin[], names: [folder: string, out: string][]) => {
    const { outputFiles } = await build({
      ...COMMON,
      entryPoints: names.map(([folder, out]) => ({ in: path.join(CLIENT, folder, 'main.tsx'), out })),
      format: 'iife',
      define: {
        PASSKEY_SCRIPT: addressOf(passkey),
        QR_SCRIPT: addressOf(qr),
        PROOF_SCRIPT: addressOf(proof),
      },
      jsx: 'automatic',
      jsxImportSource: 'preact',
      plugins: [currencyDigits, ...plugins],
    });
    return bundledOf(outputFiles);
  };
  const ofBuyers = await Promise.all(
    (['en', 'pt-BR'] as const).map((language) =>
      pages(
        [onlyWordsIn(language)],
        [
          ['buyer', `buyer-${language}`],
          ['account', `account-${language}`],
        ],
      ),
    ),
  );
  const operate = await pages([], [['operate', 'operate']]);
  return [...ofBuyers.flat(), ...operate, ...passkey, ...qr, ...proof];
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
