import { z } from 'zod';

export const providers = z.object({
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  passkeys: z.boolean().describe('Whether passkeys can be used at this address.'),
});

export type ProvidersAnswer = z.output<typeof providers>;

export const beginQuery = z.object({
  next: z
    .string()
    .max(2_000)
    .optional()
    .describe('The path of the page on which the sign-in ends. Everything else counts as /.'),
});

const part = z.string().max(5_000).optional();

export const callbackQuery = z.looseObject({
  state: part.describe("The provider's answer (OpenID Connect), as are all parameters."),
  code: part.describe('A code for one use.'),
  iss: part.describe('Who answers.'),
  error: part.describe('Why there is no code.'),
});
