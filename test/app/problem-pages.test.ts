/** What somebody sees who opens an address in a browser and can't have the page. */
import { serversIn } from '../helpers/servers-in';
import { useOwnApp } from '../helpers/use-app';

// A page counts as 25 requests.
const app = useOwnApp({ RATE_LIMIT_ADDRESS: '400' });

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

async function open(path: string, language: string, accept = HTML) {
  const url = app.url.replace(/\/api$/, path);
  const response = await fetch(url, { headers: { accept, 'accept-language': language } });
  const { status, headers } = response;
  return { status, headers, type: headers.get('content-type'), text: await response.text() };
}

test.each([
  ['en', 'Page not found', 'All events'],
  ['pt-BR', 'Página não encontrada', 'Todos os eventos'],
])(
  'an address without a page is a page in the language of the browser, with a way home: %s',
  async (...of) => {
    const [language, title, home] = of;
    for (const path of ['/events/does-not-exist', '/nothing', '/events/%00']) {
      const { status, type, text, headers } = await open(path, language);
      expect([path, status, type]).toEqual([path, 404, 'text/html; charset=utf-8']);
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).toContain(`<h1>${title}</h1>`);
      expect(text).toContain(`<a class="button main" href="/">${home}</a>`);
      expect(text).toContain(`aria-label="Bilheteria: ${home}"`);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.getSetCookie()).toEqual([]);
    }
  },
);

test('callers of the API and programs get problem documents', async () => {
  for (const [path, accept] of [
    ...[
      ['/api/events/%00', HTML],
      ['/api/nothing', HTML],
      ['/API/nothing', HTML],
    ],
    ...[
      ['/nothing', '*/*'],
      ['/nothing', 'application/json'],
      ['/events/nothing', 'application/problem+json'],
    ],
  ] as const) {
    const { status, type } = await open(path, 'en', accept);
    expect([path, accept, status, type]).toEqual([
      path,
      accept,
      404,
      'application/problem+json; charset=utf-8',
    ]);
  }
});

test('a page during an outage and beyond a limit says that it passes, and when', async () => {
  const { postgres } = serversIn(app.folder);
  process.kill(postgres, 'SIGKILL');
  let away = await open('/', 'pt-BR');
  while (away.status === 200) away = await open('/', 'pt-BR');
  expect([away.status, away.headers.get('retry-after')]).toEqual([503, '2']);
  expect(away.text).toContain('<h1>Estamos com problemas</h1>');
  expect(away.text).toContain('Tentar de novo');

  let tooMany = await open('/', 'en');
  while (tooMany.status !== 429) tooMany = await open('/', 'en');
  expect(tooMany.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(tooMany.text).toContain('<h1>Too many requests</h1>');
  expect(tooMany.text).toContain('Try again');
}, 30_000);
