import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Router, type Request, type Response } from 'express';
import PostalMime from 'postal-mime';
import { escapeHtml } from '../domain/html';
import { isUuid } from './validate';

/** How many of the newest are listed. */
const LISTED = 50;

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
/** A proxy or a tunnel on this machine comes from loopback, too, and says so in one of these. */
const PASSED_ON = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];
const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The mails that are kept in a folder, for people who try the program on their own machine. Requests from elsewhere get
 * 404, and so do those for another name: a page of another site could have its name resolve to this machine.
 */
export function devMail(folder: string): Router {
  const router = Router();
  router.use('/dev/mail', (request, _response, next) => {
    if (!isLocal(request)) next('router');
    else next();
  });
  router.get('/dev/mail', async (_request, response) => {
    const mails = await readNewest(folder);
    const rows = mails.map(
      ({ id, subject, to, at }) =>
        `<li><a href="/dev/mail/${id}">${escapeHtml(subject)}</a><br>${escapeHtml(to)}, ${at.toISOString()}</li>`,
    );
    sendPage(response, 'Mails', rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>None yet.</p>');
  });
  router.get('/dev/mail/:id', async (request, response, next) => {
    const mail = isUuid(request.params.id) ? await readMail(folder, request.params.id) : undefined;
    if (!mail) {
      next();
      return;
    }
    const text = escapeHtml(mail.text).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
    sendPage(response, mail.subject, `<p>To: ${escapeHtml(mail.to)}</p><pre>${text}</pre>`);
  });
  return router;
}

function isLocal(request: Request): boolean {
  const host = (request.get('host') ?? '').replace(/:\d+$/, '');
  const direct = PASSED_ON.every((name) => request.get(name) === undefined);
  return direct && LOOPBACK.includes(request.socket.remoteAddress ?? '') && OWN_NAMES.includes(host);
}

async function readMail(folder: string, id: string) {
  const file = path.join(folder, `${id}.eml`);
  const [bytes, about] = await Promise.all([
    readFile(file).catch(() => undefined),
    stat(file).catch(() => undefined),
  ]);
  if (!bytes || !about) return undefined;
  const { subject = '', to, text = '' } = await PostalMime.parse(bytes);
  return { id, subject, to: to?.map(({ address }) => address).join(', ') ?? '', text, at: about.mtime };
}

async function readNewest(folder: string) {
  const names = await readdir(folder).catch(() => []);
  const mails = await Promise.all(
    names.filter((name) => name.endsWith('.eml')).map((name) => readMail(folder, name.slice(0, -4))),
  );
  return mails
    .filter((mail) => mail !== undefined)
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, LISTED);
}

function sendPage(response: Response, title: string, body: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title></head><body><h1>${escapeHtml(title)}</h1>${body}
<p><a href="/dev/mail">All mails</a></p></body></html>
`);
}
