import { escapeHtml } from '../domain/html';
import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { imageOrigin } from '../domain/image-origin';
import type { Language } from './client/i18n';

export interface Document {
  language: Language;
  title: string;
  /** Rendered here, so that the page can be read before its script arrives. */
  body: VNode;
  /** What the script starts from. */
  data: unknown;
  script: string | undefined;
  style: Style;
}

/** Where a page's style is, or the style itself; the policy then allows this one text and no other. */
export type Style = { url: string | undefined } | { text: string };

/**
 * Nothing from other origins but the event's image, no inline script, and no frame around the page.
 * @returns the headers of a page with this style; they take the address of the image that it shows.
 */
export function securityHeaders(style: Style) {
  const hash = 'text' in style ? ` 'sha256-${createHash('sha256').update(style.text).digest('base64')}'` : '';
  return (imageUrl?: string | null) => {
    const origin = imageUrl && imageOrigin(imageUrl);
    const image = origin ? ` ${origin}` : '';
    return {
      'Content-Security-Policy':
        `default-src 'none'; script-src 'self'; style-src 'self'${hash}; img-src 'self' data:${image}; ` +
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'same-origin',
      'X-Frame-Options': 'DENY',
      'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    };
  };
}

/** A whole page as HTML. */
export function renderDocument({ language, title, body, data, script, style }: Document): string {
  // A data block isn't run, so the policy allows it; "<" is escaped so that nothing in the data can end it.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<title>${escapeHtml(title)}</title><meta name="viewport" content="width=device-width, initial-scale=1">`,
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
    'text' in style ? `<style>${style.text}</style>` : '',
    'url' in style && style.url ? `<link rel="stylesheet" href="${style.url}">` : '',
    script ? `<script defer src="${script}"></script>` : '',
    `</head><body><div id="app">${renderToString(body)}</div>`,
    `<script type="application/json" id="data">${json}</script></body></html>`,
  ].join('');
}
