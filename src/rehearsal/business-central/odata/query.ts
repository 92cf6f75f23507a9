import { badRequest } from '../refusal.ts';
import { type Definition, type Field, jsonText, type Options, type Value } from './entity.ts';
import { predicateOf } from './evaluate-filter.ts';
import { type Filter, fieldOf, parseFilter } from './parse-filter.ts';

export interface OrderTerm<Row> {
  readonly name: string;
  readonly field: Field<Row>;
  readonly isDescending: boolean;
}

export interface Query<Row> {
  readonly filter: Filter<Row> | undefined;
  readonly holds: (row: Row) => boolean;
  readonly order: readonly OrderTerm<Row>[];
  /** One entity as JSON text. */
  readonly render: (row: Row) => string;
  readonly top: number | undefined;
  readonly skip: number;
  readonly wantsCount: boolean;
  /** Values of the order terms and the key of the last row of the page before. */
  readonly after: readonly Value[] | undefined;
}

const known: ReadonlySet<string> = new Set([
  '$filter',
  '$select',
  '$orderby',
  '$expand',
  '$top',
  '$skip',
  '$count',
  '$skiptoken',
]);

/** Reads the query options of a collection; an unknown option, field or part is refused. */
export function parseQuery<Row>(definition: Definition<Row>, options: Options): Query<Row> {
  refuseUnknown(options, known);
  const filterText = options.get('$filter');
  const filter = filterText === undefined ? undefined : parseFilter(definition, filterText);
  return {
    filter,
    holds: filter ? predicateOf(filter) : () => true,
    order: parseOrder(definition, options.get('$orderby')),
    render: renderer(definition, options),
    top: countOf(options, '$top'),
    skip: countOf(options, '$skip') ?? 0,
    wantsCount: wantsCount(options.get('$count')),
    after: tokenValues(options.get('$skiptoken')),
  };
}

const single: ReadonlySet<string> = new Set(['$select', '$expand']);

/** The options of one entity: what to show, nothing to search by. */
export function parseSingle<Row>(definition: Definition<Row>, options: Options): (row: Row) => string {
  refuseUnknown(options, single);
  return renderer(definition, options);
}

function refuseUnknown(options: Options, allowed: ReadonlySet<string>): void {
  for (const name of options.keys()) {
    if (name.startsWith('$') && !allowed.has(name)) {
      throw badRequest(`The query parameter '${name}' is not supported here.`);
    }
  }
}

function renderer<Row>(definition: Definition<Row>, options: Options): (row: Row) => string {
  const select = options.get('$select');
  const names = select === undefined || select.trim() === '*' ? [...definition.fields.keys()] : commaList(select);
  const parts = parseExpand(definition, options.get('$expand'));
  const { pieces, ending } = piecesOf(
    names.map((name) => [name, fieldOf(definition, name)] as const),
    parts,
  );
  return (row) => {
    // Joined once: text put together bit by bit costs several times as much to clear away as to make.
    const bits = [`{"@odata.etag":"W/\\"${definition.etagOf(row).slice(3, -1)}\\""`];
    for (const [before, write] of pieces) bits.push(before, write(row));
    bits.push(ending);
    return bits.join('');
  };
}

type Piece<Row> = readonly [string, (row: Row) => string];

/** What changes from row to row, each with the fixed text before it; names and unused fields are fixed. */
function piecesOf<Row>(
  fields: readonly (readonly [string, Field<Row>])[],
  parts: readonly PartRenderer<Row>[],
): { readonly pieces: readonly Piece<Row>[]; readonly ending: string } {
  const pieces: Piece<Row>[] = [];
  let fixed = '';
  const add = (name: string, write: (row: Row) => string): void => {
    pieces.push([`${fixed},"${name}":`, write]);
    fixed = '';
  };
  for (const [name, field] of fields) {
    const { constant } = field;
    if (constant === undefined) add(name, jsonText(field));
    else fixed += `,"${name}":${jsonText<undefined>({ ...field, read: () => constant })(undefined)}`;
  }
  for (const [name, write] of parts) add(name, write);
  return { pieces, ending: `${fixed}}` };
}

function parseOrder<Row>(definition: Definition<Row>, text: string | undefined): readonly OrderTerm<Row>[] {
  if (text === undefined) return [];
  return commaList(text).map((term) => {
    const [name = '', direction = 'asc', ...more] = term.split(/\s+/);
    if (more.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
      throw badRequest(`The query specified in the URI is not valid. Syntax error in '$orderby' at '${term}'.`);
    }
    return { name, field: fieldOf(definition, name), isDescending: direction === 'desc' };
  });
}

type PartRenderer<Row> = readonly [string, (row: Row) => string];

/** `$expand=part,other($select=id;$filter=…)`: nested options stand in parentheses, parted by semicolons. */
function parseExpand<Row>(definition: Definition<Row>, text: string | undefined): readonly PartRenderer<Row>[] {
  if (text === undefined) return [];
  return splitOutside(text, ',').map((term) => {
    const found = /^\s*(\w+)\s*(?:\((.*)\))?\s*$/s.exec(term);
    const name = found?.[1] ?? term;
    const part = definition.parts.get(name);
    if (!found || !part) {
      throw badRequest(`Could not find a property named '${name}' on type 'Microsoft.NAV.${definition.entity}'.`);
    }
    return [name, part(nestedOptions(found[2]))] as const;
  });
}

function nestedOptions(text: string | undefined): Options {
  if (text === undefined) return new Map();
  return new Map(
    splitOutside(text, ';').map((option) => {
      const at = option.indexOf('=');
      if (at < 0)
        throw badRequest(`The query specified in the URI is not valid. Syntax error in '$expand' at '${option}'.`);
      return [option.slice(0, at).trim(), option.slice(at + 1)] as const;
    }),
  );
}

/** Splits at a sign that stands outside quotes and parentheses. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === "'") isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (sign === '(') depth++;
    if (sign === ')') depth--;
    if (sign === separator && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const commaList = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

function countOf(options: Options, name: string): number | undefined {
  const text = options.get(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
  return Number(text);
}

function wantsCount(text: string | undefined): boolean {
  if (text !== undefined && text !== 'true' && text !== 'false') {
    throw badRequest(`Invalid value '${text}' for $count query option found.`);
  }
  return text === 'true';
}

/** A skip token is the last row's order values and key, as base64url of JSON; callers must treat it as opaque. */
export const skipToken = (values: readonly Value[]): string =>
  Buffer.from(JSON.stringify(values), 'utf8').toString('base64url');

function tokenValues(text: string | undefined): readonly Value[] | undefined {
  if (text === undefined) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(values) && values.length > 0 && values.every(isValue)) return values;
  } catch {
    // Falls through to the refusal: whatever could not be read is no token of ours.
  }
  throw badRequest(`The skip token '${text}' is not valid.`);
}

const isValue = (value: unknown): value is Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
