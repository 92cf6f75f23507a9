import { comparableCustomerNumber } from '#kernel';
import { areSigns, blank, type Codec, type FieldReader, type FieldType, zeroDigit } from './codec.ts';
import { isLatin1Sign } from './latin1.ts';

/**
 * One of a closed list of codes, under a name the program uses.
 *
 * @param codes the name in the program -> the code on paper; all codes have the field's width
 * @param meanings the name in the program -> words for people, where the name alone would not do
 */
export function oneOf<const Codes extends Readonly<Record<string, string>>>(
  codes: Codes,
  meanings: { readonly [K in keyof Codes]?: string } = {},
): Codec<keyof Codes & string> & { readonly codes: Codes } {
  type Name = keyof Codes & string;
  const names = Object.keys(codes) as Name[];
  const listed = names.map((name) => Buffer.from(codes[name] as string, 'latin1'));
  const type: FieldType = Object.values(codes).every((code) => /^\d+$/.test(code)) ? 'N' : 'X';
  return {
    role: 'value',
    type,
    codes,
    expected: () => `one of ${names.map((name) => `${codes[name]} (${meanings[name] ?? name})`).join(', ')}`,
    takesWidth: (width) => width <= 6 && listed.length > 0 && listed.every((code) => code.length === width),
    reader: (from, width) => choiceReader(names, listed, from, width),
    writer: (from) => {
      const codeOf = new Map(names.map((name, i) => [name, listed[i] as Buffer]));
      return (bytes, start, value) => {
        const code = codeOf.get(value);
        if (code === undefined) return false;
        bytes.set(code, start + from);
        return true;
      };
    },
    explain: (value) => meanings[value] ?? value,
  };
}

/** Codes of up to six signs are exact as one whole number. */
function choiceReader<Name>(
  names: readonly Name[],
  codes: readonly Buffer[],
  from: number,
  width: number,
): FieldReader<Name> {
  const numbers = codes.map((code) => packed(code, 0, width));
  return (bytes, _block, start) => {
    const found = packed(bytes, start + from, width);
    for (let i = 0; i < numbers.length; i++) if (numbers[i] === found) return names[i];
    return undefined;
  };
}

function packed(bytes: Uint8Array, from: number, width: number): number {
  let number = 0;
  for (let i = from; i < from + width; i++) number = number * 256 + (bytes[i] as number);
  return number;
}

/**
 * A customer number (kundenummer): up to 15 signs 0-9 A-Z Æ Ø Å, unique within a debtor group.
 *
 * Read in the comparable form of the kernel, whichever side it is aligned to. Written left aligned towards Nets, and
 * right aligned with leading zeros as Nets itself writes (nets-formats.md section 2, rule 6). Blank is the empty text.
 */
export const customerNumber = (written: 'left' | 'right'): Codec<string> => ({
  role: 'value',
  type: 'X',
  expected: (width) => `a customer number of at most ${width} signs`,
  takesWidth: () => true,
  reader: customerNumberReader,
  bytes: 'sign',
  writer: (from, width) => (bytes, start, value) => {
    if (value.length > width) return false;
    const first = start + from;
    const shift = written === 'left' ? 0 : width - value.length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (!isLatin1Sign(code)) return false;
      bytes[first + shift + i] = code;
    }
    if (value !== '') for (let i = 0; i < shift; i++) bytes[first + i] = zeroDigit;
    return true;
  },
  explain: (value) => (value === '' ? 'blank' : value),
});

/** Digits and capital letters need no more than their zeros and blanks taken away; anything else asks the kernel. */
function customerNumberReader(from: number, width: number): FieldReader<string> {
  return (bytes, block, start) => {
    let first = start + from;
    const fieldEnd = first + width;
    let end = fieldEnd;
    while (end > first && bytes[end - 1] === blank) end--;
    if (end === first) return '';
    for (let i = first; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte < blank) return undefined;
      const isPlain = (byte >= zeroDigit && byte <= 57) || (byte >= 65 && byte <= 90);
      if (!isPlain) return areSigns(bytes, i, end) ? comparableCustomerNumber(block.slice(first, end)) : undefined;
    }
    while (first < end - 1 && bytes[first] === zeroDigit) first++;
    return block.slice(first, end);
  };
}
