import type { CalendarDate, Minor } from '#kernel';
import {
  amount,
  type Codec,
  explained,
  type FieldReader,
  type FieldType,
  type FieldWriter,
  filler,
  spokenDate,
  text,
  yymmdd,
} from '#schemas/kit';

// Codecs for fields that one source alone tells of, or none: what the manual leaves open must not cost us the record.

/** A code whose list is not public: kept as it came, also when it holds no digits. */
export const looseCode: Codec<string> = { ...text, type: 'N' };

/** The sign (fortegn) of Leverandørservice. No source lists its codes; these are those of Betalingsservice (inferred). */
export const looseSign: Codec<string> = explained(looseCode, (sign) => signWords[sign] ?? `"${sign}", not documented`);

const signWords: Readonly<Record<string, string>> = {
  '0': '0: no amount, if as in Betalingsservice',
  '1': '1: collection, if as in Betalingsservice',
  '2': '2: disbursement, if as in Betalingsservice',
};

/** A stretch nobody describes: written as blanks or zeros, and whatever stands there is fine. */
export function undocumented(content: 'blanks' | 'zeros' = 'blanks', type?: FieldType): Codec<never, 'filler'> {
  const codec = type === undefined ? filler(content) : filler(content, type);
  const sample = Buffer.alloc(128, content === 'blanks' ? ' ' : '0');
  return {
    ...codec,
    expected: () => 'anything: its use is not documented',
    // The bytes of the record are not looked at: a constant is read from the codec's own sample, and always found.
    reader: (_from, width) => {
      const found = codec.reader(0, width);
      return () => found(sample, '', 0);
    },
  };
}

/** A date as yymmdd that may be absent, as blanks or as zeros; written as zeros. */
export const yymmddOrNone: Codec<CalendarDate | null> = {
  ...yymmdd,
  expected: () => 'a date as yymmdd, or zeros',
  reader: (from, width) => orNone(yymmdd.reader(from, width), from, width, null),
  writer: (from, width) => {
    const write = yymmdd.writer(from, width);
    return (bytes, start, value) => {
      if (value !== null) return write(bytes, start, value);
      bytes.fill(48, start + from, start + from + width);
      return true;
    };
  },
  explain: (value) => (value === null ? 'none' : spokenDate(value)),
};

/** An amount in øre that may be left blank where a record is about no money: none is zero. */
export const amountOrBlank: Codec<Minor> = {
  role: amount.role,
  type: amount.type,
  expected: amount.expected,
  takesWidth: amount.takesWidth,
  reader: (from, width) => {
    const read = amount.reader(from, width);
    const nothing = amount.reader(0, width)(Buffer.alloc(width, '0'), '', 0);
    return (bytes, block, start) =>
      read(bytes, block, start) ?? (isNone(bytes, start + from, width) ? nothing : undefined);
  },
  writer: amount.writer,
  explain: amount.explain,
};

/** Digits of a field too wide to be read as one number: payment ids. Zeros and blanks mean none; written as zeros. */
export const longDigits: Codec<string | null> = {
  role: 'value',
  type: 'N',
  expected: (width) => `${width} digits, or zeros`,
  takesWidth: () => true,
  reader: (from, width) => (bytes, block, start) => {
    if (isNone(bytes, start + from, width)) return null;
    return areDigits(bytes, start + from, width) ? block.slice(start + from, start + from + width) : undefined;
  },
  writer: longDigitsWriter,
  explain: (value) => value?.replace(/^0+/, '') ?? 'none',
};

function longDigitsWriter(from: number, width: number): FieldWriter<string | null> {
  return (bytes, start, value) => {
    const digits = value ?? '0'.repeat(width);
    if (digits.length !== width || !/^\d+$/.test(digits) || (value !== null && /^0+$/.test(value))) return false;
    bytes.set(Buffer.from(digits, 'latin1'), start + from);
    return true;
  };
}

function orNone<T, None>(read: FieldReader<T>, from: number, width: number, none: None): FieldReader<T | None> {
  return (bytes, block, start) => read(bytes, block, start) ?? (isNone(bytes, start + from, width) ? none : undefined);
}

/** All zeros or all blanks. */
function isNone(bytes: Uint8Array, from: number, width: number): boolean {
  const first = bytes[from];
  if (first !== 32 && first !== 48) return false;
  for (let i = from; i < from + width; i++) if (bytes[i] !== first) return false;
  return true;
}

function areDigits(bytes: Uint8Array, from: number, width: number): boolean {
  for (let i = from; i < from + width; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 48 || byte > 57) return false;
  }
  return true;
}
