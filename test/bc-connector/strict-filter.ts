/**
 * `$filter` as Business Central takes it (business-central.md 2.3), and nothing beyond: comparisons, three functions,
 * `and`, and `or` on one field. Written from the reference, apart from the client.
 */
export type FieldType =
  | 'text'
  | 'flag'
  | 'number'
  | 'instant'
  | 'date'
  | 'guid'
  | { readonly names: readonly string[] };

export type Row = Readonly<Record<string, unknown>>;

export class BadFilter extends Error {}

export const crossFieldOr = "The 'OR' operator is not supported on distinct fields on an OData filter.";

export function parseFilter(source: string, fields: Readonly<Record<string, FieldType>>): (row: Row) => boolean {
  const tokens = source.match(/'(?:[^']|'')*'|[()]|,|[^\s(),']+/g) ?? [];
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (): string => tokens[at++] ?? fault('the filter ends too early');

  function disjunction(): Parsed {
    const terms = [conjunction()];
    while (peek() === 'or') {
      take();
      terms.push(conjunction());
    }
    const used = new Set(terms.flatMap((term) => [...term.fields]));
    if (terms.length > 1 && used.size > 1) fault(crossFieldOr);
    return { fields: used, test: (row) => terms.some((term) => term.test(row)) };
  }
  function conjunction(): Parsed {
    const terms = [primary()];
    while (peek() === 'and') {
      take();
      terms.push(primary());
    }
    const used = new Set(terms.flatMap((term) => [...term.fields]));
    return { fields: used, test: (row) => terms.every((term) => term.test(row)) };
  }
  function primary(): Parsed {
    if (peek() === '(') {
      take();
      const inner = disjunction();
      if (take() !== ')') fault('a bracket is not closed');
      return inner;
    }
    const field = take();
    const type = fields[field];
    if (type === undefined) fault(`Could not find a property named '${field}'.`);
    const operator = take();
    if (operator === 'in') fault("The 'in' operator needs $schemaversion=2.1.");
    const compare = comparisons[operator] ?? fault(`The operator '${operator}' is not supported.`);
    const wanted = literal(type, take());
    return { fields: new Set([field]), test: (row) => compare(comparable(row[field]), wanted) };
  }
  const whole = disjunction();
  if (at < tokens.length) fault(`Syntax error at '${peek()}'.`);
  return whole.test;
}

interface Parsed {
  readonly fields: ReadonlySet<string>;
  readonly test: (row: Row) => boolean;
}

type Value = string | number | boolean;

const comparisons: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

function literal(type: FieldType, token: string): Value {
  const text = /^'((?:[^']|'')*)'$/.exec(token)?.[1]?.replaceAll("''", "'");
  if (type === 'text') return text ?? fault('A text stands in quotes.');
  if (typeof type === 'object') {
    if (text === undefined || !type.names.includes(text)) fault(`'${token}' is not an option. ${type.names.join(',')}`);
    return text;
  }
  if (text !== undefined) fault(`A ${type} does not stand in quotes.`);
  return literals[type](token);
}

const literals: Readonly<Record<Exclude<FieldType, object | 'text'>, (token: string) => Value>> = {
  flag: (token) => (/^(true|false)$/.test(token) ? token === 'true' : fault('not a flag')),
  number: (token) => (/^-?\d+(\.\d+)?$/.test(token) ? Number(token) : fault('not a number')),
  instant: (token) => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(token) ? Date.parse(token) : fault('not an instant')),
  date: (token) => (/^\d{4}-\d\d-\d\d$/.test(token) ? token : fault('not a date')),
  guid: (token) => (/^[0-9a-f-]{36}$/.test(token) ? token : fault('not a GUID')),
};

function comparable(value: unknown): Value {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value);
  return value as Value;
}

function fault(text: string): never {
  throw new BadFilter(text);
}
