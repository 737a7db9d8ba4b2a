import { html, Html } from './html';
import type { Language } from '../../../domain/money';
import { amountText, textsOf } from './texts';

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1c1c;--paper:#f6f6f4;--card:#fff;--line:#8a8a86;--strong:#5b21b6;--on:#fff;--warn:#fff4cc;--bad:#b00020}
@media (prefers-color-scheme:dark){:root{--ink:#eee;--paper:#161616;--card:#222;--line:#8f8f8f;--strong:#c4b5fd;--on:#161616;--warn:#4a3c00;--bad:#ff9aa8}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
.test{margin:0;padding:.75rem 1rem;background:var(--warn);text-align:center;font-weight:600}
main{max-width:30rem;margin:1.5rem auto;padding:1.25rem 1rem;background:var(--card);border-radius:.75rem}
h1{margin:0 0 .25rem;font-size:1.25rem;overflow-wrap:anywhere}
h2{margin:1.25rem 0 .5rem;font-size:1rem}
.amount{margin:0 0 1rem;font-size:1.75rem;font-weight:700}
.bad{color:var(--bad);font-weight:600}
label{display:block;margin-bottom:.25rem}
input,button{width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--line);border-radius:.5rem;font:inherit;color:inherit;background:transparent}
button{cursor:pointer;text-align:start}
button.main{margin-top:.5rem;border-color:var(--strong);background:var(--strong);color:var(--on);font-weight:600;text-align:center}
ul{margin:0;padding:0;list-style:none;display:grid;gap:.5rem}
small{display:block;font-variant-numeric:tabular-nums}
code{display:block;padding:.75rem;border:1px dashed var(--line);border-radius:.5rem;overflow-wrap:anywhere;user-select:all}
.qr{display:block;width:12rem;max-width:100%;margin:1rem auto;background:#fff;padding:.5rem;border-radius:.5rem}
a{color:var(--strong);display:inline-block;padding:.5rem 0}
:focus-visible{outline:3px solid var(--strong);outline-offset:2px}
`;

export interface Frame {
  language: Language;
  /** What is paid. */
  heading: string;
  amount?: { amount: number; currency: string };
  problem?: string | undefined;
  content?: Html | undefined;
  /** Where the shop is. */
  backUrl?: string | null | undefined;
}

/** A whole page, which works without a script. */
export function page({ language, heading, amount, problem, content, backUrl }: Frame): string {
  const texts = textsOf(language);
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${texts.title}: ${heading}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <p class="test" role="note">${texts.test}</p>
        <main>
          <h1>${heading}</h1>
          ${amount && html`<p class="amount">${amountText(amount.amount, amount.currency, language)}</p>`}
          ${problem !== undefined && html`<p class="bad" role="alert">${problem}</p>`} ${content}
          ${backUrl ? html`<p><a href="${backUrl}">${texts.back}</a></p>` : undefined}
        </main>
      </body>
    </html>`.text;
}
