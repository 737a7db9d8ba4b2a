import type { Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { searchAttributes } from '../contract/search-attributes';

/** gRPC's codes for what a server doesn't let us do: Temporal Cloud keeps these calls to itself. */
const NOT_FOR_US = [7, 12];

/**
 * Registers the search attributes of our workflows on a namespace; those that are there stay. A server that doesn't
 * say which are there is believed to have them.
 * @returns the names of those that were missing.
 * @throws where some are missing and can't be registered by us; the message says which, and how.
 */
export async function registerSearchAttributes(
  { operatorService }: Pick<Connection | NativeConnection, 'operatorService'>,
  namespace: string,
): Promise<string[]> {
  const refused = (error: unknown) => NOT_FOR_US.includes((error as { code?: number }).code ?? 0);
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
      const how = 'docs/deploying.md says how to make them by hand';
      throw new Error(`The namespace ${namespace} lacks the search attributes ${wanted}; ${how}.`, {
        cause: error,
      });
    });
  return missing.map(({ name }) => name);
}
