import { badRequest } from '../refusal.ts';
import type { Definition, Options, Value } from './entity.ts';
import { compareValues, pinnedValues } from './evaluate-filter.ts';
import { type OrderTerm, parseQuery, type Query, skipToken } from './query.ts';

/** Entities per page at most (business-central.md 2.1). */
export const largestPage = 20_000;

/** Where an entity set's rows come from. */
export interface Source<Row> {
  /** In ascending order of their keys. */
  readonly all: () => readonly Row[];
  /** Rows by the value of a field, for the fields that Business Central has keys on. */
  readonly indexes: ReadonlyMap<string, (value: Value) => readonly Row[]>;
  /** Grows with every change, so that a sorted copy knows when it is stale. */
  readonly revision: () => number;
}

export interface Page {
  /** Each entity as JSON text. */
  readonly entities: readonly string[];
  readonly nextToken: string | undefined;
  readonly count: number | undefined;
}

export type Lister = (options: Options, pageSize: number | undefined) => Page;

/** Makes the function that answers `GET` of a collection: filtered, ordered, one page from where the token left off. */
export function lister<Row>(definition: Definition<Row>, source: Source<Row>): Lister {
  const sorted = sortedCopies(definition, source);
  return (options, pageSize) => {
    const query = parseQuery(definition, options);
    const pinned = rowsByIndex(source, query);
    const rows = pinned ? ordered(definition, pinned, query.order) : sorted(query.order);
    const count = query.wantsCount ? countRows(rows, query) : undefined;
    return { ...pageOf(definition, rows, query, pageSize), count };
  };
}

/** The plain number that `/$count` answers. */
export function counter<Row>(definition: Definition<Row>, source: Source<Row>): (options: Options) => number {
  return (options) => {
    const query = parseQuery(definition, options);
    return countRows(rowsByIndex(source, query) ?? source.all(), query);
  };
}

function pageOf<Row>(
  definition: Definition<Row>,
  rows: readonly Row[],
  query: Query<Row>,
  pageSize: number | undefined,
): Omit<Page, 'count'> {
  const size = Math.min(pageSize ?? largestPage, query.top ?? largestPage, largestPage);
  const entities: string[] = [];
  let toSkip = query.skip;
  let last: Row | undefined;
  for (let i = query.after ? firstAfter(definition, rows, query.order, query.after) : 0; i < rows.length; i++) {
    const row = rows[i];
    if (row === undefined || !query.holds(row)) continue;
    if (toSkip-- > 0) continue;
    if (entities.length === size) {
      // With $top there is no next link, even when the page was cut short (business-central.md 2.4).
      const token = query.top === undefined && last ? skipToken(placeOf(definition, query.order, last)) : undefined;
      return { entities, nextToken: token };
    }
    entities.push(query.render(row));
    last = row;
  }
  return { entities, nextToken: undefined };
}

function countRows<Row>(rows: readonly Row[], query: Query<Row>): number {
  let count = 0;
  for (const row of rows) if (query.holds(row)) count++;
  return count;
}

function rowsByIndex<Row>(source: Source<Row>, query: Query<Row>): readonly Row[] | undefined {
  if (!query.filter) return undefined;
  for (const [name, find] of source.indexes) {
    const values = pinnedValues(query.filter, name);
    if (values) return values.flatMap((value) => [...find(value)]);
  }
  return undefined;
}

/** Keeps the last sorted copy: page after page of the same question is then served without sorting again. */
function sortedCopies<Row>(
  definition: Definition<Row>,
  source: Source<Row>,
): (order: readonly OrderTerm<Row>[]) => readonly Row[] {
  let kept: { readonly key: string; readonly revision: number; readonly rows: readonly Row[] } | undefined;
  return (order) => {
    if (order.length === 0) return source.all();
    const key = order.map((term) => `${term.name} ${term.isDescending}`).join();
    const revision = source.revision();
    if (kept?.key !== key || kept.revision !== revision) {
      kept = { key, revision, rows: ordered(definition, source.all(), order) };
    }
    return kept.rows;
  };
}

function ordered<Row>(
  definition: Definition<Row>,
  rows: readonly Row[],
  order: readonly OrderTerm<Row>[],
): readonly Row[] {
  return [...rows].sort((a, b) => {
    for (const { field, isDescending } of order) {
      const found = compareValues(field.read(a), field.read(b));
      if (found !== 0) return isDescending ? -found : found;
    }
    return definition.keyOf(a) - definition.keyOf(b);
  });
}

const placeOf = <Row>(definition: Definition<Row>, order: readonly OrderTerm<Row>[], row: Row): readonly Value[] => [
  ...order.map(({ field }) => field.read(row)),
  definition.keyOf(row),
];

/** Index of the first row behind a token, by halving: the rows stand in the token's own order. */
function firstAfter<Row>(
  definition: Definition<Row>,
  rows: readonly Row[],
  order: readonly OrderTerm<Row>[],
  token: readonly Value[],
): number {
  if (token.length !== order.length + 1) throw badRequest('The skip token does not fit the order of the query.');
  const isBehind = (row: Row): boolean => {
    for (const [i, value] of placeOf(definition, order, row).entries()) {
      const wanted = token[i];
      const found = wanted === undefined ? 0 : compareValues(value, wanted);
      if (found !== 0) return order[i]?.isDescending ? found < 0 : found > 0;
    }
    return false;
  };
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && isBehind(row)) high = middle;
    else low = middle + 1;
  }
  return low;
}
