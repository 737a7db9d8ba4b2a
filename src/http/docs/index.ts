import { Router } from 'express';
import type { Route } from '../route';
import { openApi } from './openapi';
import { DOCS_CSS, docsPage } from './page';

/** The documentation: OpenAPI for programs and a page for people, both made once. */
export function docsRoutes(routes: readonly Route[]): Router {
  const router = Router();
  const [document, page] = [openApi(routes), docsPage(routes)];
  router.get('/api/openapi.json', (_request, response) => void response.json(document));
  router.get('/docs', (_request, response) => {
    response.set(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    response.type('html').send(page);
  });
  router.get('/docs.css', (_request, response) => void response.type('css').send(DOCS_CSS));
  return router;
}
