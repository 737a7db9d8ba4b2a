import { problemsOf } from './openapi';
import { PARAMETERS, type Route } from './route';
import { ROUTES } from './routes';

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const WHO: Record<Route['who'], string> = {
  anybody: 'Anybody',
  buyer: 'The buyer: bearer token or cookie',
  admin: 'The operator: admin token as a bearer, or the cookie of a sign-in',
};

/** Bodies that can be sent as they are. */
const EXAMPLES: Record<string, unknown> = {
  createPreOrder: { items: [{ ticketType: 'pista', quantity: 2 }] },
  extendHolds: { seconds: 300 },
  signIn: { token: '…', name: 'Maria' },
  putEvent: {
    ...{ name: 'Rock no Rio', venue: 'Parque Olímpico', startsAt: '2027-01-30T20:00:00Z' },
    ...{ onSaleAt: '2026-12-01T12:00:00Z', closesAt: '2027-01-30T18:00:00Z' },
    ...{ holdSeconds: 600, idleSeconds: 180, maxPerBuyer: 4, draw: false, presenceSeconds: 0 },
    ticketTypes: [{ id: 'pista', name: 'Pista', priceCents: 49500, currency: 'BRL', capacity: 1000 }],
  },
};

function section(route: Route): string {
  const rows = [
    ...Object.entries(route.answers).map(([status, answer]) => [
      status,
      typeof answer === 'string' ? answer : (answer.meta()?.['id'] ?? 'JSON'),
    ]),
    ...Object.entries(problemsOf(route)).map(([status, codes]) => [status, codes.join(', ')]),
  ];
  const example = EXAMPLES[route.id];
  const parameters = (route.parameters ?? []).map(
    (name) => `<li><code>${name.split(' ')[0] ?? ''}</code> ${escape(PARAMETERS[name].description)}</li>`,
  );
  return `<section id="${route.id}">
<h2><a href="#${route.id}"><span class="method">${route.method.toUpperCase()}</span> <code>${escape(route.path).replaceAll('/', '/<wbr>')}</code></a></h2>
<p>${escape(route.says)}</p><p class="who">${WHO[route.who]}</p>
${parameters.length > 0 ? `<ul>${parameters.join('')}</ul>` : ''}
${example ? `<pre>${escape(JSON.stringify(example, null, 2))}</pre>` : ''}
<p class="answers">${rows.map(([status, text]) => `<span><b>${status ?? ''}</b> ${text ?? ''}</span>`).join(' ')}</p>
</section>`;
}

/** The document as a page to read; made once, without a script. */
export function docsPage(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bilheteria API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/docs.css"></head>
<body><main><h1>Bilheteria API</h1>
<p>JSON in and out, times in RFC 3339 UTC, money in integer minor units. What is not a success is
<code>application/problem+json</code> (RFC 9457) with a stable <code>code</code>. For programs:
<a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<p>A buyer starts with <code>POST /api/session</code>. Send an <code>Idempotency-Key</code> with every request for tickets: on a bad
connection the same request may be sent again, and is the same pre-order.</p>
<nav><ul>${ROUTES.map(({ id, method, path }) => `<li><a href="#${id}">${method.toUpperCase()} ${escape(path)}</a></li>`).join('')}</ul></nav>
${ROUTES.map(section).join('\n')}
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
