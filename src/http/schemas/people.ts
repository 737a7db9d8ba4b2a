import { z } from 'zod';
import { readEmail } from '../../domain/email-address';
import { count, time } from './common';
import { passkey } from './passkeys';

/** An e-mail address, in any spelling. */
export const email = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const read = readEmail(text);
    if (read) return read;
    context.addIssue({ code: 'custom', message: 'must be an e-mail address' });
    return z.NEVER;
  });

/** Of work that was asked for by a problem `proof_required`. */
export const proof = z
  .string()
  .max(5_000)
  .optional()
  .describe('Where the server asks for it: the solution of `challenge`, as ALTCHA encodes it.');

export const askCodeRequest = z.object({ email });

export const codeAsked = z.object({
  signInId: z.uuid(),
  expiresAt: time,
  resendAfterSeconds: count.describe('A request before that sends no second mail.'),
  mailDelaySeconds: count.describe('How long the mail will wait for others that are sent first.'),
});

export type CodeAskedAnswer = z.output<typeof codeAsked>;

export const useCodeRequest = z.object({
  code: z
    .string()
    .max(100)
    // People copy it with a space in the middle, and type it with full-width digits.
    .transform((text) => text.normalize('NFKC').replace(/[\s\p{Pd}]/gu, ''))
    .pipe(z.string().regex(/^\d{6}$/, 'must be six digits')),
});

export const signedIn = z
  .object({ buyerId: z.uuid(), token: z.string(), email: z.string().nullable() })
  .meta({ id: 'SignedIn' });

export type SignedInAnswer = z.output<typeof signedIn>;

export const me = z
  .object({
    buyerId: z.uuid(),
    email: z.string().nullable().describe('Null while the buyer is anonymous.'),
    passkeys: z.array(passkey),
    sessions: z.array(
      z.object({
        ...{ id: z.uuid(), createdAt: time, lastUsedAt: time },
        device: z.string().describe('Browser and system; empty for a program.'),
        current: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Me' });

export type MeAnswer = z.output<typeof me>;
