import { Router } from 'express';
import { openApi } from './openapi';
import { DOCS_CSS, docsPage } from './page';

/** What the API can do: for programs, and to read. */
export function docsRoutes() {
  const router = Router();
  const [document, page] = [openApi(), docsPage()];
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
