import { parse } from 'qs';
import { invalid } from './problems';
import type { Metadata } from './records';

/** A request's parameters: form-encoded, nested with brackets, all leaves text. */
export class Params {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly prefix = '',
  ) {}

  static parse(text: string): Params {
    return new Params(
      parse(text, { depth: 10, parameterLimit: 1_000, arrayLimit: 100, allowPrototypes: false }),
    );
  }

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') throw invalid(this.path(name), 'Must be text.');
    return value;
  }

  /** Undefined also where the parameter isn't text. */
  textOrUndefined(name: string): string | undefined {
    return typeof this.values[name] === 'string' ? this.text(name) : undefined;
  }

  requiredText(name: string): string {
    return this.text(name) ?? this.refuseMissing(name);
  }

  integer(name: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw invalid(
        this.path(name),
        `Must be an integer from ${least} to ${most}.`,
        'parameter_invalid_integer',
      );
    return value;
  }

  requiredInteger(name: string, least: number): number {
    return this.integer(name, least) ?? this.refuseMissing(name);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const text = this.text(name);
    const found = allowed.find((one) => one === text);
    if (text !== undefined && !found)
      throw invalid(this.path(name), `Must be one of: ${allowed.join(', ')}. This sandbox knows no others.`);
    return found;
  }

  requiredOneOf<T extends string>(name: string, allowed: readonly T[]): T {
    return this.oneOf(name, allowed) ?? this.refuseMissing(name);
  }

  list(name: string): string[] {
    const value = this.values[name];
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw invalid(this.path(name), 'Must be a list.');
    return value.map(String);
  }

  /** What is nested under a name; empty where there is nothing. */
  nested(name: string): Params {
    const value = this.values[name];
    if (value === undefined) return new Params({}, this.path(name));
    if (!isObject(value)) throw invalid(this.path(name), 'Must be an object.');
    return new Params(value, this.path(name));
  }

  /** The only item of a list of objects. */
  onlyItem(name: string): Params {
    const value = this.values[name];
    const items = Array.isArray(value) ? (value as unknown[]) : [];
    const [item] = items;
    if (items.length !== 1 || !isObject(item))
      throw invalid(this.path(name), 'This sandbox wants exactly one item.');
    return new Params(item, `${this.path(name)}[0]`);
  }

  metadata(): Metadata {
    const entries = Object.entries(this.nested('metadata').values);
    if (entries.length > 50) throw invalid(this.path('metadata'), 'Can have at most 50 keys.');
    for (const [key, value] of entries)
      if (typeof value !== 'string' || value.length > 500 || key.length > 40)
        throw invalid(
          this.path(`metadata[${key}]`),
          'A key has up to 40 characters, a value is text of up to 500.',
        );
    return Object.fromEntries(entries) as Metadata;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  private path(name: string): string {
    return this.prefix === '' ? name : `${this.prefix}[${name}]`;
  }

  private refuseMissing(name: string): never {
    throw invalid(this.path(name), `Missing required parameter: ${this.path(name)}.`, 'parameter_missing');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
