import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Router } from 'express';
import { BEST, prepare, sendPrepared } from '../http/prepared';
import { bundlePages, type Bundled } from './bundle';

/** Where `npm run build` puts the bundles, beside the compiled program. */
const BUILT = path.join(__dirname, '..', '..', 'web');

export type Assets = Awaited<ReturnType<typeof loadAssets>>;

/** Loads the built files; without a build it bundles the sources now. */
export async function loadAssets() {
  const built = existsSync(BUILT) ? readdirSync(BUILT) : [];
  const files: Bundled[] =
    built.length > 0
      ? built.map((file) => ({ file, content: readFileSync(path.join(BUILT, file)) }))
      : await bundlePages();
  const routes = Router();
  for (const { file, content } of files) {
    const prepared = prepare(content, BEST);
    routes.get(`/assets/${file}`, (request, response) => {
      response.set('Cache-Control', 'public, max-age=31536000, immutable').type(path.extname(file));
      sendPrepared(request, response, prepared);
    });
  }
  const find = (page: string, kind: string) =>
    files.find(({ file }) => file.startsWith(`${page}-`) && file.endsWith(`.${kind}`));
  return {
    /** Serves them, compressed once; browsers may keep them for ever. */
    routes,
    /** The address of a page's file, such as `/assets/buyer-en-ABCD1234.js`; undefined if it has none of that kind. */
    url(page: string, kind: 'js' | 'css') {
      const found = find(page, kind);
      return found && `/assets/${found.file}`;
    },
    /** A page's style, for inlining: on a slow network that is one trip less until the page can be read. */
    style: (page: string) => find(page, 'css')?.content.toString(),
  };
}
