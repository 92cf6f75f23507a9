import { fail, ok, type Result } from '#kernel';
import type { ByteKind, FieldReader, FieldType, FieldWriter } from './codec.ts';

/** What is wrong with one field; positions are the manual's own. */
export interface FieldFault {
  readonly field: string;
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly expected: string;
}

export interface DescribedField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly raw: string;
  readonly meaning: string;
  readonly doc: string;
  /** Present when the field does not hold what it may hold. */
  readonly fault?: { readonly expected: string; readonly severity: 'fault' | 'warning' };
}

export interface FieldSpec {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: FieldType;
  readonly role: 'value' | 'identity' | 'filler';
  readonly constant: string | null;
  /** The name in the program -> the code on paper, where the field holds one of a closed list. */
  readonly codes: Readonly<Record<string, string>> | null;
  readonly expected: string;
  readonly doc: string;
}

/** A field of a layout with its codec at work: what reading, writing and describing are made from. */
export interface CompiledField {
  readonly spec: FieldSpec;
  readonly read: FieldReader<unknown>;
  readonly bytes: ByteKind | undefined;
  readonly identifies: boolean;
  readonly write: FieldWriter<unknown>;
  readonly explain: (value: unknown) => string;
}

/** The values of a line by their names, or every field that cannot be read. */
export function parseValues(
  line: string,
  width: number,
  fields: readonly CompiledField[],
): Result<Readonly<Record<string, unknown>>, readonly FieldFault[]> {
  const padded = padLine(line, width);
  const bytes = Buffer.from(padded, 'latin1');
  const values: Record<string, unknown> = {};
  const faults: FieldFault[] = overlong(line, width);
  for (const { spec, read } of fields) {
    if (spec.role === 'filler') continue;
    const value = read(bytes, padded, 0);
    if (value === undefined) faults.push(faultOf(spec, padded));
    else if (spec.role === 'value') values[spec.name] = value;
  }
  return faults.length === 0 ? ok(values) : fail(faults);
}

/** Every field of a line with its meaning, or what is wrong with it. */
export function describeRecord(
  line: string,
  width: number,
  fields: readonly CompiledField[],
): readonly DescribedField[] {
  const padded = padLine(line, width);
  const bytes = Buffer.from(padded, 'latin1');
  const described = fields.map(({ spec, read, explain }): DescribedField => {
    const { name, from, to, doc } = spec;
    const raw = padded.slice(from - 1, to);
    const value = read(bytes, padded, 0);
    if (value !== undefined) {
      const meaning = spec.role === 'value' ? explain(value) : spec.role === 'filler' ? 'not used' : doc;
      return { name, from, to, raw, meaning, doc };
    }
    const severity = spec.role === 'filler' ? 'warning' : 'fault';
    return { name, from, to, raw, meaning: `not ${spec.expected}`, doc, fault: { expected: spec.expected, severity } };
  });
  const surplus = overlong(line, width).map(
    ({ from, to, value, expected }): DescribedField => ({
      name: 'surplus',
      from,
      to,
      raw: value,
      meaning: `not ${expected}`,
      doc: 'signs behind the end of the record',
      fault: { expected, severity: 'fault' },
    }),
  );
  return [...described, ...surplus];
}

function overlong(line: string, width: number): FieldFault[] {
  const surplus = line.slice(width).trimEnd();
  if (surplus === '') return [];
  const expected = `nothing behind position ${width}`;
  return [{ field: 'surplus', from: width + 1, to: width + surplus.length, value: surplus, expected }];
}

const faultOf = ({ name, from, to, expected }: FieldSpec, padded: string): FieldFault => ({
  field: name,
  from,
  to,
  value: padded.slice(from - 1, to),
  expected,
});

/** Trailing blanks are removed in files: a reader puts them back (nets-formats.md section 2, rule 1). */
const padLine = (line: string, width: number): string => line.slice(0, width).padEnd(width, ' ');
