import { fail, ok, type Result } from '#kernel';

/**
 * The blank member of an AL enum. AL names it with one space (or nothing at all); here it is the empty text.
 * This is the only place that knows how it travels.
 */
const blank = { name: '', encoded: '_x0020_' } as const;

/**
 * Writes an AL enum name as Business Central's JSON does: each sign that an OData name may not hold becomes `_xHHHH_`,
 * the UTF-16 code unit in four hexadecimal digits, so that `Credit Memo` travels as `Credit_x0020_Memo`.
 *
 * @remarks Source: business-central.md 1.5, compared with all enum values of `bc/apiv2-entities.json`.
 */
export function encodeEnumName(name: string): string {
  if (name === blank.name) return blank.encoded;
  return Array.from({ length: name.length }, (_, at) => encodedSign(name, at)).join('');
}

/** Reads an enum name back. A text Business Central would not have written, such as `Credit Memo`, is refused. */
export function decodeEnumName(encoded: string): Result<string, string> {
  if (encoded === blank.encoded) return ok(blank.name);
  const name = encoded.replaceAll(/_x([0-9A-F]{4})_/g, (_, unit: string) =>
    String.fromCharCode(Number.parseInt(unit, 16)),
  );
  return encoded !== '' && encodeEnumName(name) === encoded
    ? ok(name)
    : fail(`"${encoded}" is not an enum name as Business Central writes it, such as ${encodeEnumName('Credit Memo')}`);
}

function encodedSign(name: string, at: number): string {
  const sign = name.charAt(at);
  const isLiteralEscape = sign === '_' && /^[xX]$/.test(name.charAt(at + 1));
  const isAllowed = at === 0 ? /[\p{L}_]/u.test(sign) : /[\p{L}\p{Nd}_]/u.test(sign);
  if (isAllowed && !isLiteralEscape) return sign;
  return `_x${name.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}_`;
}
