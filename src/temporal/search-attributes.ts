import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { searchAttributes } from '../contract/search-attributes';

/** gRPC's PERMISSION_DENIED and UNIMPLEMENTED: Temporal Cloud doesn't let clients make these calls. */
const REFUSED = [7, 12];
/** A server looks for new attributes every few seconds; it refuses workflows that carry them until then. */
const KNOWN_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

type Services = Pick<Connection | NativeConnection, 'operatorService' | 'workflowService'>;

/**
 * Registers the search attributes of our workflows that a namespace lacks, and waits until workflows may carry them. If
 * the server refuses to list them, they are assumed to exist.
 * @returns the names of those that were missing.
 * @throws if some are missing and the server refuses to register them; the message names them and says what to do.
 */
export async function registerSearchAttributes(
  { operatorService, workflowService }: Services,
  namespace: string,
): Promise<string[]> {
  const refused = (error: unknown) => REFUSED.includes((error as { code?: number }).code ?? 0);
  const known = await operatorService.listSearchAttributes({ namespace }).catch((error: unknown) => {
    if (refused(error)) return undefined;
    throw error;
  });
  const missing = Object.values(searchAttributes).filter(
    ({ name }) => known && !(name in known.customAttributes),
  );
  if (missing.length === 0) return [];
  const types = missing.map(({ name, type }) => [name, encodeSearchAttributeIndexedValueType(type) ?? 0]);
  await operatorService
    .addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(types) as Record<string, number> })
    .catch((error: unknown) => {
      if (!refused(error)) throw error;
      const wanted = missing.map(({ name, type }) => `${name} (${type})`).join(', ');
      const how = 'docs/deploying.md says how to create them by hand';
      throw new Error(`The namespace ${namespace} lacks the search attributes ${wanted}; ${how}.`, {
        cause: error,
      });
    });
  await untilKnown(workflowService, namespace);
  return missing.map(({ name }) => name);
}

/** A query that names an attribute fails as a start does, while the server doesn't know it. */
async function untilKnown(service: Services['workflowService'], namespace: string): Promise<void> {
  const query = Object.values(searchAttributes)
    .map(({ name }) => `${name} IS NOT NULL`)
    .join(' AND ');
  const until = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    try {
      await service.countWorkflowExecutions({ namespace, query });
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
}
