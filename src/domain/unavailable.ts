/** A part that we need (Postgres, Temporal) doesn't answer. Nothing was decided; try again later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(
    readonly part: 'postgres' | 'temporal',
    cause: unknown,
  ) {
    super(`${part} does not answer`, { cause });
  }
}
