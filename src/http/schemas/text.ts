import { z } from 'zod';

/**
 * Letters, digits, marks and symbols, without those that show nothing although Unicode counts them in: fillers,
 * which it calls ignorable, and the empty Braille pattern.
 */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** What turns the text that follows around, until something ends it. */
const BIDI_CONTROL = /[\u202A-\u202E\u2066-\u2069]/u;

/** What isn't a character at all: half of a pair. JSON can carry it, UTF-8 can't. */
const UNPAIRED = /\p{Cs}/u;

const hasVisible = (value: string) => VISIBLE.test(value);
const VISIBLE_ERROR = 'must have a visible character';
const UNPAIRED_ERROR = 'must not contain unpaired surrogates';

/** The first reason is enough. */
const refused = (error: string) => ({ error, abort: true });

/** A name or another text of one line, as people write it. */
export const name = z
  .string()
  .min(1, { abort: true })
  .max(200)
  // Also what separates lines and paragraphs: it is no control character to Unicode.
  .refine((value) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value), refused('must not contain control characters'))
  .refine((value) => !/\p{Cf}/u.test(value), refused('must not contain invisible format characters'))
  .refine((value) => !UNPAIRED.test(value), refused(UNPAIRED_ERROR))
  .refine(hasVisible, refused(VISIBLE_ERROR));

/**
 * Text of several lines, possibly empty. Joiners are allowed, because Persian, Hindi and emoji are written with them.
 */
export const longText = z
  .string()
  .max(5_000)
  .refine((value) => !/[^\P{Cc}\t\r\n]/u.test(value), refused('must not contain control characters'))
  .refine((value) => !BIDI_CONTROL.test(value), refused('must not contain characters that turn text around'))
  .refine((value) => !UNPAIRED.test(value), refused(UNPAIRED_ERROR))
  .refine((value) => value === '' || hasVisible(value), refused(`${VISIBLE_ERROR}, or be empty`));
