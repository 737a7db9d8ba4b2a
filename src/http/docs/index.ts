import { Router } from 'express';
import { BEST, prepare, sendPrepared, type Prepared } from '../prepared';
import type { Route } from '../route';
import { openApi } from './openapi';
import { DOCS_CSS, docsPage } from './page';

const PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The documentation: OpenAPI for programs and a page for people, both made once. */
export function docsRoutes(routes: readonly Route[]): Router {
  const router = Router();
  const serve = (path: string, type: string, prepared: Prepared, headers = {}) =>
    router.get(path, (request, response) => {
      response.set(headers).type(type);
      sendPrepared(request, response, prepared);
    });
  serve('/api/openapi.json', 'json', prepare(JSON.stringify(openApi(routes)), BEST));
  serve('/docs', 'html', prepare(docsPage(routes), BEST), { 'Content-Security-Policy': PAGE_POLICY });
  serve('/docs.css', 'css', prepare(DOCS_CSS, BEST));
  return router;
}
