import { escapeHtml } from '../domain/html';
import type { Language } from '../domain/money';

/** What a mail says. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
}

type Fields = Record<string, string>;

/** A mail's text: paragraphs, of which one may be a code to be read large, or a link. */
interface Words {
  subject: string;
  paragraphs: (string | { code: string } | { link: string; label: string })[];
}

const WORDS = {
  'sign-in-code': {
    en: ({ code = '', link = '', minutes = '' }) => ({
      subject: `${code} is your sign-in code`,
      paragraphs: [
        'Your code to sign in:',
        { code },
        `It is valid for ${minutes} minutes, in the browser in which you asked for it.`,
        { link, label: 'Open the page where you can type it' },
        "If you didn't ask for this code, ignore this mail. Nobody can sign in without it. Never tell it to anybody.",
      ],
    }),
    'pt-BR': ({ code = '', link = '', minutes = '' }) => ({
      subject: `${code} é o seu código para entrar`,
      paragraphs: [
        'O seu código para entrar:',
        { code },
        `Ele vale por ${minutes} minutos, no navegador em que você o pediu.`,
        { link, label: 'Abrir a página em que você pode digitá-lo' },
        'Se não foi você que pediu este código, ignore esta mensagem. Sem ele ninguém entra. Nunca o informe a ninguém.',
      ],
    }),
  },
  'sign-in-blocked': {
    en: () => ({
      subject: 'No sign-in code today',
      paragraphs: [
        'Somebody asked for a code to sign in with your address. Because too many wrong codes were tried today, we send none.',
        'You can still sign in with a passkey or with an account elsewhere, or try again tomorrow.',
      ],
    }),
    'pt-BR': () => ({
      subject: 'Hoje não enviamos código para entrar',
      paragraphs: [
        'Alguém pediu um código para entrar com o seu endereço. Como hoje houve muitas tentativas com códigos errados, não enviamos nenhum.',
        'Você ainda pode entrar com uma chave de acesso ou com uma conta de outro serviço, ou tentar de novo amanhã.',
      ],
    }),
  },
  'operator-invitation': {
    en: ({ link = '', role = '' }) => ({
      subject: 'You can now work at the box office',
      paragraphs: [
        `You were given the role “${role}” at this box office. Sign in here, with the email address that this mail came to:`,
        { link, label: link },
      ],
    }),
    'pt-BR': ({ link = '', role = '' }) => ({
      subject: 'Você já pode trabalhar na bilheteria',
      paragraphs: [
        `Você recebeu o perfil “${role}” nesta bilheteria. Entre aqui, com o e-mail que recebeu esta mensagem:`,
        { link, label: link },
      ],
    }),
  },
} satisfies Record<string, Record<Language, (fields: Fields) => Words>>;

export type MailKind = keyof typeof WORDS;
export const MAIL_KINDS = Object.keys(WORDS) as MailKind[];

/** Writes a mail. @throws if there is no such kind. */
export function writeLetter(kind: string, locale: Language, fields: Fields): Letter {
  const words = (WORDS as Record<string, Record<Language, (fields: Fields) => Words> | undefined>)[kind];
  if (!words) throw new Error(`There are no mails of the kind ${kind}.`);
  const { subject, paragraphs } = words[locale](fields);
  return { subject, text: textOf(paragraphs), html: htmlOf(locale, paragraphs) };
}

const textOf = (paragraphs: Words['paragraphs']): string =>
  paragraphs
    .map((one) => {
      if (typeof one === 'string') return one;
      if ('code' in one) return `    ${one.code}`;
      return one.label === one.link ? one.link : `${one.label}:\n${one.link}`;
    })
    .join('\n\n') + '\n';

function htmlOf(locale: Language, paragraphs: Words['paragraphs']): string {
  const body = paragraphs.map((one) => {
    if (typeof one === 'string') return `<p>${escapeHtml(one)}</p>`;
    if ('code' in one)
      return `<p style="font-size:2em;letter-spacing:.15em"><strong>${escapeHtml(one.code)}</strong></p>`;
    return `<p><a href="${escapeHtml(one.link)}">${escapeHtml(one.label)}</a></p>`;
  });
  return `<!doctype html>
<html lang="${locale}"><body style="font-family:sans-serif;max-width:34em">
${body.join('\n')}
</body></html>
`;
}
