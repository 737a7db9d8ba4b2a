import { escapeHtml } from '../../domain/html';
import type { Access, Route } from '../route';
import { parametersOf, problemsOf, roleText } from './openapi';

const ACCESS: Record<Access, string> = {
  anybody: 'Anybody',
  buyer: 'A buyer, with a bearer token or the cookie of a session',
  either:
    'A buyer, with a bearer token or the cookie of a session, or a service or operator with a bearer token.',
  admin:
    "An operator with the cookie of a sign-in, or the admin token or a service's token as a bearer token.",
};

function section(route: Route): string {
  const rows = [
    ...Object.entries(route.answers).map(([status, answer]) => [
      status,
      typeof answer === 'string' ? answer : (answer.meta()?.['id'] ?? 'JSON'),
    ]),
    ...Object.entries(problemsOf(route)).map(([status, codes]) => [status, codes.join(', ')]),
  ];
  const parameters = [...parametersOf('query', route.query), ...parametersOf('header', route.headers)].map(
    ({ name, description }) => `<li><code>${name}</code> ${escapeHtml(description)}</li>`,
  );
  return `<section id="${route.id}">
<h2><a href="#${route.id}"><span class="method">${route.method}</span> <code>${escapeHtml(route.path).replaceAll('/', '/<wbr>')}</code></a></h2>
<p>${escapeHtml(route.summary)}</p><p class="who">${ACCESS[route.access]}${route.role ? ` ${roleText(route.role)}` : ''}</p>
${parameters.length > 0 ? `<ul>${parameters.join('')}</ul>` : ''}
${route.example ? `<pre tabindex="0" role="group" aria-label="Example of ${route.id}">${escapeHtml(JSON.stringify(route.example, null, 2))}</pre>` : ''}
<p class="answers">${rows.map(([status, text]) => `<span><b>${status ?? ''}</b> ${text ?? ''}</span>`).join(' ')}</p>
</section>`;
}

/** The documentation as a page without scripts. */
export function docsPage(routes: readonly Route[]): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bilheteria API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>Bilheteria API</h1>
<p>Requests and answers are JSON, times are RFC 3339 UTC, and money is in integer minor units. Errors are
<code>application/problem+json</code> (RFC 9457) with a stable <code>code</code>. For programs:
<a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<p>A buyer starts with <code>POST /api/session</code>. Send an <code>Idempotency-Key</code> with every request for tickets. On a bad
connection you can then repeat the request and get the same pre-order.</p>
<nav><ul>${routes.map(({ id, method, path }) => `<li><a href="#${id}">${method} ${escapeHtml(path)}</a></li>`).join('')}</ul></nav>
${routes.map(section).join('\n')}
</main></body></html>`;
}

export const DOCS_CSS = `:root { color-scheme: light dark; --accent: light-dark(#0b57d0, #8ab4f8); --soft: light-dark(#f1f3f4, #2a2b2e); }
body { margin: 0; font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 2rem; line-height: 1.2; } h2 { font-size: 1.15rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
a { color: var(--accent); } h2 a { text-decoration: none; }
code, pre { font: .95em/1.5 ui-monospace, monospace; } pre { background: var(--soft); padding: .75rem; border-radius: .5rem; overflow-x: auto; }
nav ul { padding: 0; list-style: none; } nav a { display: block; padding: .35rem 0; overflow-wrap: anywhere; }
section { border-top: 1px solid light-dark(#dadce0, #47484b); padding: 1.25rem 0; } section p, section ul { margin: .35rem 0; }
.method { font-weight: 700; } .who { font-size: .95rem; opacity: .8; }
.answers { display: flex; flex-wrap: wrap; gap: .4rem; } .answers span { background: var(--soft); border-radius: .4rem; padding: .1rem .5rem; overflow-wrap: anywhere; }
`;
