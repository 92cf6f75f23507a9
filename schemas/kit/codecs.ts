import { danishAmount, type Minor } from '#kernel';
import {
  areSigns,
  blank,
  type Codec,
  type FieldReader,
  type FieldType,
  type FieldWriter,
  isAll,
  putDigits,
  zeroDigit,
} from './codec.ts';
import { digitsAt } from './words.ts';
import { isLatin1Sign } from './latin1.ts';

/** A constant that says which record this is. Its type is `N` for digits, else `X`, unless the manual says other. */
export function literal(constant: string, type: FieldType = isDigits(constant) ? 'N' : 'X'): Codec<never, 'identity'> {
  return {
    role: 'identity',
    type,
    constant: () => constant,
    expected: () => `"${constant}"`,
    takesWidth: (width) => width === constant.length,
    ...constantAccess<never>(constant),
  };
}

/** A constant nobody reads: `blanks`, `zeros`, or the digits themselves. */
export function filler(content: string, type: FieldType = content === 'blanks' ? 'X' : 'N'): Codec<never, 'filler'> {
  const constant = (width: number): string =>
    content === 'blanks' ? ' '.repeat(width) : content === 'zeros' ? '0'.repeat(width) : content;
  return {
    role: 'filler',
    type,
    constant,
    expected: (width) => (content === 'blanks' || content === 'zeros' ? content : `"${constant(width)}"`),
    takesWidth: (width) => constant(width).length === width,
    reader: (from, width) => constantAccess<never>(constant(width)).reader(from),
    writer: (from, width) => constantAccess<never>(constant(width)).writer(from),
    explain: () => 'filler',
  };
}

/** Text, left aligned, right-trimmed when read. Too long or outside latin1 is refused, never cut or replaced. */
export const text: Codec<string> = {
  role: 'value',
  type: 'X',
  expected: (width) => `at most ${width} signs of ISO 8859-1`,
  takesWidth: () => true,
  reader: textReader,
  bytes: 'sign',
  writer: textWriter,
  explain: (value) => (value === '' ? 'blank' : value),
};

/** Exactly as many digits as the field is wide, kept as text: numbers of agreements, accounts and deliveries. */
export const digits: Codec<string> = {
  role: 'value',
  type: 'N',
  expected: (width) => `${width} digits`,
  takesWidth: (width) => width <= 15,
  reader: digitsReader,
  bytes: 'digit',
  writer: digitsWriter,
  explain: (value) => value,
};

/** Digits that may be absent. Both blanks and zeros mean none when read; `none` says which of them is written. */
export function optionalDigits(none: 'zeros' | 'blanks'): Codec<string | null> {
  return {
    role: 'value',
    type: 'N',
    expected: (width) => `${width} digits, or ${none}`,
    takesWidth: (width) => width <= 15,
    reader: (from, width) => (bytes, block, start) => {
      const at = start + from;
      const number = digitsAt(bytes, at, width);
      if (number > 0) return block.slice(at, at + width);
      return number === 0 || isAll(bytes, at, width, blank) ? null : undefined;
    },
    writer: (from, width) => {
      const write = digitsWriter(from, width);
      const absent = none === 'zeros' ? zeroDigit : blank;
      return (bytes, start, value) => {
        if (value !== null) return !/^0*$/.test(value) && write(bytes, start, value);
        for (let i = start + from; i < start + from + width; i++) bytes[i] = absent;
        return true;
      };
    },
    explain: (value) => value ?? 'none',
  };
}

/** An amount in øre without sign, zero padded (nets-formats.md section 2, rule 5). */
export const amount: Codec<Minor> = {
  role: 'value',
  type: 'N',
  expected: (width) => `an amount in øre, ${width} digits`,
  takesWidth: (width) => width <= 15,
  reader: (from, width) => (bytes, _block, start) => {
    const value = digitsAt(bytes, start + from, width);
    return value < 0 ? undefined : (value as Minor);
  },
  bytes: 'digit',
  writer: wholeWriter,
  explain: (value) => `${danishAmount(value)} kr.`,
};

/** A whole number, zero padded; with bounds where the manual gives them. */
export function count(least = 0, most = Number.MAX_SAFE_INTEGER): Codec<number> {
  const isInside = (value: number): boolean => value >= least && value <= most;
  return {
    role: 'value',
    type: 'N',
    expected: (width) =>
      most === Number.MAX_SAFE_INTEGER ? `a number of ${width} digits` : `a number from ${least} to ${most}`,
    takesWidth: (width) => width <= 15,
    reader: (from, width) => (bytes, _block, start) => {
      const value = digitsAt(bytes, start + from, width);
      return value >= 0 && isInside(value) ? value : undefined;
    },
    writer: (from, width) => {
      const write = wholeWriter(from, width);
      return (bytes, start, value) => isInside(value) && write(bytes, start, value);
    },
    explain: (value) => String(value),
  };
}

/** A codec whose values mean something to people that the codec itself does not know. */
export const explained = <T>(codec: Codec<T>, explain: (value: T) => string): Codec<T> => ({ ...codec, explain });

/** A value that also says which record this is, such as a transaction code. */
export const identifying = <C extends object>(codec: C): C & { readonly identifies: true } => ({
  ...codec,
  identifies: true,
});

/** A field with a name but no known use: written blank, read past. */
export function unused(): Codec<never, 'filler'> {
  return { ...filler('blanks'), expected: () => 'blanks (no use is known)' };
}

function constantAccess<T>(constant: string): {
  readonly reader: (from: number) => FieldReader<T>;
  readonly writer: (from: number) => FieldWriter<T>;
  readonly explain: () => string;
} {
  const codes = Buffer.from(constant, 'latin1');
  return {
    reader: (from) => (bytes, _block, start) => {
      for (let i = 0; i < codes.length; i++) if (bytes[start + from + i] !== codes[i]) return undefined;
      return constant as T;
    },
    writer: (from) => (bytes, start) => {
      bytes.set(codes, start + from);
      return true;
    },
    explain: () => 'constant',
  };
}

/** Neighbouring records mostly repeat their creditor and group: the last text is kept at hand. */
function digitsReader(from: number, width: number): FieldReader<string> {
  let last = '';
  let lastNumber = -1;
  return (bytes, block, start) => {
    const number = digitsAt(bytes, start + from, width);
    if (number < 0) return undefined;
    if (number !== lastNumber) {
      last = block.slice(start + from, start + from + width);
      lastNumber = number;
    }
    return last;
  };
}

function textReader(from: number, width: number): FieldReader<string> {
  return (bytes, block, start) => {
    const first = start + from;
    let end = first + width;
    while (end > first && bytes[end - 1] === blank) end--;
    if (!areSigns(bytes, first, end)) return undefined;
    return end === first ? '' : block.slice(first, end);
  };
}

function textWriter(from: number, width: number): FieldWriter<string> {
  return (bytes, start, value) => {
    if (value.length > width) return false;
    const first = start + from;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (!isLatin1Sign(code)) return false;
      bytes[first + i] = code;
    }
    return true;
  };
}

function digitsWriter(from: number, width: number): FieldWriter<string> {
  return (bytes, start, value) => {
    if (value.length !== width) return false;
    for (let i = 0; i < width; i++) {
      const code = value.charCodeAt(i);
      if (code < zeroDigit || code > zeroDigit + 9) return false;
      bytes[start + from + i] = code;
    }
    return true;
  };
}

function wholeWriter(from: number, width: number): FieldWriter<number> {
  return (bytes, start, value) =>
    Number.isSafeInteger(value) && value >= 0 && putDigits(bytes, start + from, width, value);
}

const isDigits = (constant: string): boolean => /^\d+$/.test(constant);
