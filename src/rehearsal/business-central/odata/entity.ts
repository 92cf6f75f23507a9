import { type Minor, minor } from '#kernel';
import { encodedName } from './enum-names.ts';

/** A value inside the rehearsal: decimals as minor units, date-times as milliseconds, enums by their AL name. */
export type Value = string | number | boolean;

export type FieldKind = 'guid' | 'text' | 'code' | 'decimal' | 'integer' | 'boolean' | 'date' | 'dateTime' | 'enum';

export interface Field<Row> {
  readonly kind: FieldKind;
  readonly read: (row: Row) => Value;
  /** Longest text, in signs; 0 means no limit. */
  readonly length: number;
  /** AL names of an enum's values, in their order. */
  readonly names: readonly string[];
  /** When the field may be sent: never, only on insert, or always. */
  readonly writes: 'never' | 'insert' | 'always';
}

type Reader<Row, V extends Value = Value> = (row: Row) => V;

const field = <Row>(kind: FieldKind, read: Reader<Row>, more: Partial<Field<Row>> = {}): Field<Row> => ({
  kind,
  read,
  length: 0,
  names: [],
  writes: 'never',
  ...more,
});

export const guid = <Row>(read: Reader<Row, string>): Field<Row> => field('guid', read);
export const text = <Row>(length: number, read: Reader<Row, string>): Field<Row> => field('text', read, { length });
/** AL's Code: upper case, no blanks at either end. */
export const code = <Row>(length: number, read: Reader<Row, string>): Field<Row> => field('code', read, { length });
export const decimal = <Row>(read: Reader<Row, number>): Field<Row> => field('decimal', read);
export const integer = <Row>(read: Reader<Row, number>): Field<Row> => field('integer', read);
export const boolean = <Row>(read: Reader<Row, boolean>): Field<Row> => field('boolean', read);
export const date = <Row>(read: Reader<Row, string>): Field<Row> => field('date', read);
export const dateTime = <Row>(read: Reader<Row, number>): Field<Row> => field('dateTime', read);
export const enumeration = <Row>(names: readonly string[], read: Reader<Row, string>): Field<Row> =>
  field('enum', read, { names });

export const writable = <Row>(of: Field<Row>): Field<Row> => ({ ...of, writes: 'always' });
export const insertable = <Row>(of: Field<Row>): Field<Row> => ({ ...of, writes: 'insert' });

export type Json = { readonly [name: string]: unknown };
export type Options = ReadonlyMap<string, string>;

/** A part that `$expand` can add: prepared once per request, then rendered per row. */
export type Part<Row> = (options: Options) => (row: Row) => unknown;

export interface Definition<Row> {
  readonly entitySet: string;
  readonly entity: string;
  readonly fields: ReadonlyMap<string, Field<Row>>;
  readonly parts: ReadonlyMap<string, Part<Row>>;
  readonly keyOf: (row: Row) => number;
  readonly etagOf: (row: Row) => string;
}

/** What one field looks like in an answer. */
export function rendered<Row>(of: Field<Row>, row: Row): unknown {
  const value = of.read(row);
  if (of.kind === 'decimal') return decimalOf(minor(Number(value)));
  if (of.kind === 'dateTime') return new Date(Number(value)).toISOString();
  return of.kind === 'enum' ? encoded(String(value)) : value;
}

const encodedNames = new Map<string, string>();

function encoded(name: string): string {
  const known = encodedNames.get(name);
  if (known !== undefined) return known;
  const made = encodedName(name);
  encodedNames.set(name, made);
  return made;
}

/** A whole number divided by 100 is the double nearest to the decimal, so its shortest text is that decimal. */
const decimalOf = (amount: Minor): number => amount / 100;

/** `W/"…"` around the base64 of `'20;<number>;00;'` (business-central.md 2.5). */
export const etag = (number: string): string => `W/"${Buffer.from(`'20;${number};00;'`).toString('base64')}"`;
