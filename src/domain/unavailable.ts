/** A part that we need (Postgres, Temporal) doesn't answer. Nothing was decided; try again later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(
    readonly part: 'postgres' | 'temporal' | 'payments',
    cause: unknown,
  ) {
    super(`${part} does not answer`, { cause });
  }

  /** The SQLSTATE, the system's code or gRPC's, if the cause has one. */
  get code(): string | undefined {
    const { code } = (this.cause ?? {}) as { code?: string | number };
    return code === undefined ? undefined : String(code);
  }
}
