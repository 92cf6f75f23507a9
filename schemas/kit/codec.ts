/** The manual's two field types: `X` text, left aligned, blanks behind; `N` digits, right aligned, zeros in front. */
export type FieldType = 'X' | 'N';

/**
 * Reads one field of a record that starts at byte `start`.
 *
 * @param bytes the block the record lies in; at least the record's width must follow `start`
 * @param text the same block as latin1 text: one byte is one sign, so both share their positions
 * @returns `undefined` when the bytes are not what the field may hold
 */
export type FieldReader<T> = (bytes: Uint8Array, text: string, start: number) => T | undefined;

export type ByteKind = 'digit' | 'sign';

/** Writes one field into a record of blanks. Answers false, and may leave rubbish behind, if the value does not fit. */
export type FieldWriter<T> = (bytes: Uint8Array, start: number, value: T) => boolean;

/**
 * What a field holds and how it is put on paper.
 *
 * `identity` fields are constants that say which record this is. `filler` fields are constants nobody reads: reading
 * tolerates whatever stands there, `lint` names it. `value` fields carry something.
 */
export interface Codec<T, Role extends 'value' | 'identity' | 'filler' = 'value'> {
  readonly role: Role;
  readonly type: FieldType;
  /** The constant of an identity or filler field, written out to the field's width. */
  readonly constant?: (width: number) => string;
  /** Set on a value that, like a constant, says which record this is: another code is another record. */
  readonly identifies?: true;
  /** The name in the program -> the code on paper, where the field holds one of a closed list. */
  readonly codes?: Readonly<Record<string, string>>;
  /** What may stand here, in words. */
  readonly expected: (width: number) => string;
  /** Widths the codec can work with; another one stops the program at start. */
  readonly takesWidth: (width: number) => boolean;
  readonly reader: (from: number, width: number) => FieldReader<T>;
  /**
   * Set where every byte may be checked on its own, and that is all there is to check: `digit`, or `sign` for any byte
   * that is no control character. The layout then checks all such fields in one go.
   */
  readonly bytes?: ByteKind;
  readonly writer: (from: number, width: number) => FieldWriter<T>;
  /** What the value means to a person. */
  readonly explain: (value: T) => string;
}

export const blank = 32;
export const zeroDigit = 48;

/** Writes an unsigned whole number right aligned with leading zeros; false when it has more digits than the field. */
export function putDigits(bytes: Uint8Array, from: number, width: number, value: number): boolean {
  let left = value;
  for (let i = from + width - 1; i >= from; i--) {
    const rest = Math.floor(left / 10);
    bytes[i] = zeroDigit + (left - rest * 10);
    left = rest;
  }
  return left === 0;
}

/** Whether all bytes are signs: no control characters, which no text field may hold. */
export function areSigns(bytes: Uint8Array, from: number, end: number): boolean {
  for (let i = from; i < end; i++) if ((bytes[i] as number) < blank) return false;
  return true;
}

export function isAll(bytes: Uint8Array, from: number, width: number, byte: number): boolean {
  for (let i = from; i < from + width; i++) if (bytes[i] !== byte) return false;
  return true;
}
