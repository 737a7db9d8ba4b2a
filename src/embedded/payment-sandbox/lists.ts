import type { Params } from './params';
import { invalid } from './problems';
import type { Table } from './table';

const DEFAULT_LIMIT = 10;
const MOST = 100;

/** A page of a list, the newest first: `limit`, `starting_after` and `created` are understood. */
export function pageOf<T extends { id: string; created: number }>(
  table: Table<T>,
  params: Params,
  url: string,
  fits: (record: T) => boolean,
  render: (record: T) => object,
): object {
  const limit = params.integer('limit', 1, MOST) ?? DEFAULT_LIMIT;
  if (params.has('ending_before')) throw invalid('ending_before', 'The sandbox does not page backwards.');
  const inTime = timesOf(params);
  const records = table.newestFirst(params.text('starting_after'));
  if (!records) throw invalid('starting_after', 'No such object.', 'resource_missing');
  const found: T[] = [];
  for (const record of records) {
    if (!inTime(record.created) || !fits(record)) continue;
    found.push(record);
    if (found.length > limit) break;
  }
  return {
    object: 'list',
    url,
    has_more: found.length > limit,
    data: found.slice(0, limit).map((record) => render(record)),
  };
}

/** `created`, as a second or as bounds. */
function timesOf(params: Params): (created: number) => boolean {
  if (!params.has('created')) return () => true;
  const exact = params.textOrUndefined('created');
  if (exact !== undefined) return (created) => String(created) === exact;
  const bounds = params.nested('created');
  const gt = bounds.integer('gt', 0);
  const gte = bounds.integer('gte', 0);
  const lt = bounds.integer('lt', 0);
  const lte = bounds.integer('lte', 0);
  return (created) =>
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte);
}
