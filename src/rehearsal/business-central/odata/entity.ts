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
  /** The value of every row, for a field that the rehearsal makes no use of; its text is then made once. */
  readonly constant: Value | undefined;
  /** When the field may be sent: never, only on insert, or always. */
  readonly writes: 'never' | 'insert' | 'always';
}

type Reader<Row, V extends Value = Value> = (row: Row) => V;

const field = <Row>(kind: FieldKind, read: Reader<Row>, more: Partial<Field<Row>> = {}): Field<Row> => ({
  kind,
  read,
  length: 0,
  names: [],
  constant: undefined,
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

/** A field that Business Central has and the rehearsal makes no use of: it holds the same in every row. */
export const unused = <Row>(kind: FieldKind, constant: Value, length = 0): Field<Row> =>
  field('text', () => constant, { kind, constant, length });

export const writable = <Row>(of: Field<Row>): Field<Row> => ({ ...of, writes: 'always' });
export const insertable = <Row>(of: Field<Row>): Field<Row> => ({ ...of, writes: 'insert' });

/** One entity as it goes out: its JSON text, and what the headers of an answer say of it. */
export interface Entity {
  readonly id: string;
  readonly etag: string;
  readonly text: string;
}

export type Options = ReadonlyMap<string, string>;

/** A part that `$expand` can add: prepared once per request, then written as JSON text per row. */
export type Part<Row> = (options: Options) => (row: Row) => string;

export interface Definition<Row> {
  readonly entitySet: string;
  readonly entity: string;
  readonly fields: ReadonlyMap<string, Field<Row>>;
  readonly parts: ReadonlyMap<string, Part<Row>>;
  readonly keyOf: (row: Row) => number;
  readonly etagOf: (row: Row) => string;
}

/**
 * Makes the function that writes one field as JSON text.
 *
 * Text is put together directly, not through objects: a page has a thousand entities of some fifty fields.
 */
export function jsonText<Row>({ kind, read }: Field<Row>): (row: Row) => string {
  if (kind === 'text' || kind === 'code') return (row) => JSON.stringify(read(row));
  if (kind === 'guid' || kind === 'date') return (row) => `"${String(read(row))}"`;
  if (kind === 'decimal') return (row) => decimalText(Number(read(row)));
  if (kind === 'dateTime') return (row) => `"${new Date(Number(read(row))).toISOString()}"`;
  return kind === 'enum' ? (row) => `"${encoded(String(read(row)))}"` : (row) => String(read(row));
}

const encodedNames = new Map<string, string>();

function encoded(name: string): string {
  const known = encodedNames.get(name);
  if (known !== undefined) return known;
  const made = encodedName(name);
  encodedNames.set(name, made);
  return made;
}

/** The shortest decimal text of a number of minor units: 1250, 19.9, -0.05. */
function decimalText(amount: number): string {
  const size = Math.abs(amount);
  const cents = size % 100;
  const whole = `${amount < 0 ? '-' : ''}${(size - cents) / 100}`;
  if (cents === 0) return whole;
  return cents % 10 === 0 ? `${whole}.${cents / 10}` : `${whole}.${cents < 10 ? '0' : ''}${cents}`;
}

/** `W/"…"` around the base64 of `'20;<number>;00;'` (business-central.md 2.5). */
export const etag = (number: string): string => `W/"${Buffer.from(`'20;${number};00;'`).toString('base64')}"`;
