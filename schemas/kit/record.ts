import { assert, fail, ok, type Problem, problem, type Result } from '#kernel';
import { type BytesCheck, constantsCheck, kindsCheck } from './byte-checks.ts';
import { blank, type ByteKind, type Codec, type FieldReader, type FieldWriter } from './codec.ts';
import {
  type CompiledField,
  type DescribedField,
  describeRecord,
  type FieldFault,
  type FieldSpec,
  parseValues,
} from './read-record.ts';

interface Field<C> {
  readonly from: number;
  readonly to: number;
  readonly codec: C;
  readonly doc: string;
}

type Fields = Readonly<Record<string, Field<AnyCodec>>>;

/** What every codec is, whatever it holds: a supertype of each `Codec<T>`. */
interface AnyCodec extends Omit<Codec<unknown, 'value' | 'identity' | 'filler'>, 'writer' | 'explain'> {
  readonly writer: (from: number, width: number) => FieldWriter<never>;
  readonly explain: (value: never) => string;
}

type ValueNames<F extends Fields> = {
  [K in keyof F]: F[K]['codec']['role'] extends 'value' ? K : never;
}[keyof F] &
  string;

type ValueOf<C> = C extends { readonly reader: (from: number, width: number) => FieldReader<infer T> } ? T : never;

export type RecordFrom<F extends Fields> = { readonly [K in ValueNames<F>]: ValueOf<F[K]['codec']> };

/** The program's type of a record: its values, no constants and no fillers. */
export type RecordOf<L> = L extends RecordLayout<infer F> ? RecordFrom<F> : never;

/** What every layout can do, whatever its fields. */
export interface Layout {
  readonly key: string;
  readonly title: string;
  readonly width: number;
  readonly fields: readonly FieldSpec[];
  /** Whether the constants that say which record this is are all there. */
  readonly matches: BytesCheck;
  /** Whether every field, fillers included, holds what it may hold. Quick, for looking through whole files. */
  readonly isClean: (bytes: Uint8Array, text: string, start: number) => boolean;
  /** Whether every value of a record that `matches` can be read; fillers may hold anything. Makes no values. */
  readonly isReadable: (bytes: Uint8Array, text: string, start: number) => boolean;
  /** The reader of a field by its name, for code that works on records of many kinds. */
  readonly reader: (name: string) => FieldReader<unknown> | undefined;
  /** Explains a line field by field; shorter lines count as padded with blanks. Never throws. */
  readonly describe: (line: string) => readonly DescribedField[];
}

/** The writing half of a layout, for code that writes records of any kind. */
export interface RecordWriter<R> {
  readonly key: string;
  /** The record as a line without its end, trailing blanks removed. */
  readonly format: (record: R) => Result<string, readonly Problem[]>;
  /**
   * Writes the record and CR LF into `target` from `at`; `target` must have room for the width and two bytes more.
   *
   * @returns the position behind the line end, or -1 when a value is not writable: `format` then says which.
   */
  readonly write: (record: R, target: Uint8Array, at: number) => number;
}

/** A layout with its fields' types: reader, writer and descriptions of one record, all from one declaration. */
export interface RecordLayout<F extends Fields> extends Layout, RecordWriter<RecordFrom<F>> {
  /** A reader per value, for loops over many records: no record object is made. */
  readonly get: { readonly [K in ValueNames<F>]: FieldReader<ValueOf<F[K]['codec']>> };
  /** Reads a whole line; every faulty field is told. */
  readonly parse: (line: string) => Result<RecordFrom<F>, readonly FieldFault[]>;
}

/** A field at the manual's positions: counted from 1, both ends included. */
export const at = <C>(from: number, to: number, codec: C, doc = ''): Field<C> => ({ from, to, codec, doc });

/**
 * Declares a record once. A gap, an overlap, a wrong width or a field its codec cannot fill stops the program at start.
 *
 * @param key the key of the layout in our documentation, such as `0601.042.0280`
 */
export function record<const F extends Fields>(key: string, width: number, title: string, fields: F): RecordLayout<F> {
  const specs = specsOf(key, width, fields);
  const compiled = specs.map((spec) => compile(spec, fields));
  const values = compiled.filter((field) => field.spec.role === 'value');
  const identity = compiled.filter(({ spec, identifies }) => spec.role === 'identity' || identifies);
  const template = templateOf(width, specs);
  const write = writerOf(template, values);
  return {
    key,
    title,
    width,
    fields: specs,
    matches: identityCheck(identity, width),
    isClean: (bytes, block, start) => holdsIn(compiled, bytes, block, start),
    isReadable: readableCheck(values, width),
    reader: (name) => values.find((field) => field.spec.name === name)?.read,
    describe: (line) => describeRecord(line, width, compiled),
    get: Object.fromEntries(values.map((field) => [field.spec.name, field.read])) as RecordLayout<F>['get'],
    parse: (line) => parseValues(line, width, compiled) as Result<RecordFrom<F>, readonly FieldFault[]>,
    format: (wanted) => formatRecord(key, wanted, width, values, write),
    write,
  };
}

function holdsIn(fields: readonly CompiledField[], bytes: Uint8Array, block: string, start: number): boolean {
  for (let i = 0; i < fields.length; i++) {
    if ((fields[i] as CompiledField).read(bytes, block, start) === undefined) return false;
  }
  return true;
}

/** Whether the constants are there, and the codes that tell one record from another. */
function identityCheck(fields: readonly CompiledField[], width: number): BytesCheck {
  const wanted = Array.from<number | null>({ length: width }).fill(null);
  for (const { spec } of fields) {
    Buffer.from(spec.constant ?? '', 'latin1').forEach((byte, i) => {
      wanted[spec.from - 1 + i] = byte;
    });
  }
  const hasConstants = constantsCheck(wanted);
  const codes = fields.filter((field) => field.identifies);
  return (bytes, start) => hasConstants(bytes, start) && holdsIn(codes, bytes, '', start);
}

/** One pass over the fields whose bytes stand alone, and the readers of the others. */
function readableCheck(fields: readonly CompiledField[], width: number): Layout['isReadable'] {
  const kinds = Array.from<ByteKind | null>({ length: width }).fill(null);
  for (const { spec, bytes } of fields) if (bytes !== undefined) kinds.fill(bytes, spec.from - 1, spec.to);
  const areBytesFit = kindsCheck(kinds);
  const others = fields.filter((field) => field.bytes === undefined && !field.identifies);
  return (bytes, block, start) => areBytesFit(bytes, start) && holdsIn(others, bytes, block, start);
}

function specsOf(key: string, width: number, fields: Fields): readonly FieldSpec[] {
  let next = 1;
  const specs = Object.entries(fields).map(([name, { from, to, codec, doc }]) => {
    const wide = to - from + 1;
    assert(from === next, `${key}.${name} starts at ${from}, the field before ends at ${next - 1}`);
    assert(wide >= 1, `${key}.${name} ends before it starts`);
    assert(codec.takesWidth(wide), `${key}.${name}: ${codec.expected(wide)} does not fill ${wide} positions`);
    next = to + 1;
    const constant = codec.constant?.(wide) ?? null;
    const { type, role, codes = null } = codec;
    return { name, from, to, type, role, constant, codes, expected: codec.expected(wide), doc };
  });
  assert(next === width + 1, `${key} ends at ${next - 1}, its width is ${width}`);
  return specs;
}

function compile(spec: FieldSpec, fields: Fields): CompiledField {
  const codec = (fields[spec.name] as Field<AnyCodec>).codec;
  const wide = spec.to - spec.from + 1;
  return {
    spec,
    read: codec.reader(spec.from - 1, wide),
    bytes: codec.bytes,
    identifies: codec.identifies === true,
    write: codec.writer(spec.from - 1, wide) as FieldWriter<unknown>,
    explain: codec.explain as (value: unknown) => string,
  };
}

function templateOf(width: number, specs: readonly FieldSpec[]): Uint8Array {
  const template = Buffer.alloc(width, blank);
  for (const { from, constant } of specs) if (constant !== null) template.write(constant, from - 1, 'latin1');
  return Uint8Array.from(template);
}

function writerOf(template: Uint8Array, values: readonly CompiledField[]) {
  // Behind the last value or sign of the template there are only blanks, which are not written.
  const lastSign = template.findLastIndex((byte) => byte !== blank) + 1;
  const filled = Math.max(lastSign, ...values.map((field) => field.spec.to));
  const names = values.map((field) => field.spec.name);
  const writers = values.map((field) => field.write);
  return (wanted: Readonly<Record<string, unknown>>, target: Uint8Array, start: number): number => {
    target.set(template, start);
    for (let i = 0; i < writers.length; i++) {
      if (!(writers[i] as FieldWriter<unknown>)(target, start, wanted[names[i] as string])) return -1;
    }
    let end = start + filled;
    while (end > start && target[end - 1] === blank) end--;
    target[end] = 13;
    target[end + 1] = 10;
    return end + 2;
  };
}

function formatRecord(
  key: string,
  wanted: Readonly<Record<string, unknown>>,
  width: number,
  values: readonly CompiledField[],
  write: (wanted: Readonly<Record<string, unknown>>, target: Uint8Array, start: number) => number,
): Result<string, readonly Problem[]> {
  const target = Buffer.alloc(width + 2);
  const end = write(wanted, target, 0);
  if (end >= 0) return ok(target.toString('latin1', 0, end - 2));
  const faulty = values.filter(({ spec, write: put }) => !put(target, 0, wanted[spec.name]));
  return fail(
    faulty.map(({ spec }) =>
      problem('FIELD_NOT_WRITABLE', {
        record: key,
        field: spec.name,
        value: String(wanted[spec.name]),
        expected: spec.expected,
      }),
    ),
  );
}
