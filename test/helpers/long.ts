/** Tests have a short form, for `npm test`, and a long one, for `npm run test:long`: more random runs, longer waits, pictures. */
export const LONG = process.env['TEST_LONG'] !== undefined;

/** The size that fits the form of this run. */
export const inForm = <T>(sizes: { short: T; long: T }): T => (LONG ? sizes.long : sizes.short);
