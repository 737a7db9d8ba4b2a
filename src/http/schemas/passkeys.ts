/** WebAuthn's messages in JSON, as browsers and their libraries write them. */
import { z } from 'zod';
import { time } from './common';

export const passkey = z
  .object({ id: z.string(), name: z.string(), createdAt: time, lastUsedAt: time.nullable() })
  .meta({ id: 'Passkey' });

/** Bytes in base64url. */
const bytes = z
  .string()
  .max(20_000)
  .regex(/^[\w-]+$/, 'must be base64url');
export const credentialId = bytes.max(1_400);
const transport = z.string().max(20);

/** A text that contains no control characters. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{C}+$/u, 'must not contain control characters');

// Browsers may add members of later versions of the standard.
const credential = z.looseObject({
  ...{ id: credentialId, rawId: credentialId, type: z.literal('public-key') },
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.looseObject({}).default({}),
});

export const signInAnswer = credential.extend({
  response: z.looseObject({
    ...{ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes },
    userHandle: bytes.max(100).nullish(),
  }),
});

export const addAnswer = credential.extend({
  response: z.looseObject({
    ...{ clientDataJSON: bytes, attestationObject: bytes },
    transports: z.array(transport).max(10).default([]),
  }),
  name: name.optional().describe('What the buyer calls it. Without one it is named after the device.'),
});

/** What a browser takes as it is, and a client needn't look into. */
const options = z.looseObject({ challenge: z.string() });
export const signInOptions = options.meta({
  description: "The argument of the browser's navigator.credentials.get(), in JSON.",
});
export const addOptions = options.meta({
  description: "The argument of the browser's navigator.credentials.create(), in JSON.",
});
