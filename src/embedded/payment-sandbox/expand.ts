import { intentOfCharge } from './ids';
import { chargeObject } from './objects/charge';
import { intentObject } from './objects/intent';
import { invalid } from './problems';
import type { Sandbox } from './sandbox';

/**
 * Replaces ids by the objects that they name, in place.
 * @param paths such as `payment_intent`, or `data.payment_intent` in a list.
 */
export function expand(sandbox: Sandbox, object: object, paths: readonly string[]): object {
  for (const path of paths) expandPath(sandbox, object as Record<string, unknown>, path.split('.'), path);
  return object;
}

function expandPath(
  sandbox: Sandbox,
  object: Record<string, unknown>,
  [name = '', ...rest]: readonly string[],
  path: string,
): void {
  if (!(name in object)) throw invalid('expand', `This property cannot be expanded: ${path}.`);
  const value = object[name];
  const next = typeof value === 'string' ? (objectOf(sandbox, value) ?? value) : value;
  object[name] = next;
  if (rest.length === 0 || typeof next !== 'object' || next === null) return;
  for (const one of Array.isArray(next) ? next : [next])
    expandPath(sandbox, one as Record<string, unknown>, rest, path);
}

function objectOf(sandbox: Sandbox, id: string): object | undefined {
  const intent = sandbox.store.tables.intent.get(intentOfCharge(id));
  if (!intent) return undefined;
  return id === intent.id ? intentObject(intent, sandbox.pageUrl) : chargeObject(intent);
}
