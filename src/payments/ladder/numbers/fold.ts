/** Letters that do not come apart into a plain letter and a mark. */
const transliterated: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Ø: 'O',
  Ł: 'L',
  ẞ: 'SS',
  Đ: 'D',
  Ð: 'D',
  Þ: 'TH',
  Œ: 'OE',
};

/** One sign in upper case and without its marks: `å` is `A`, `ø` is `O`, `ł` is `L`; blank for a mark that stands alone. */
export function foldSign(sign: string): string {
  const code = sign.charCodeAt(0);
  if (code < 128) return code >= 97 && code <= 122 ? String.fromCharCode(code - 32) : sign;
  const bare = (sign === 'ß' ? 'SS' : sign.toUpperCase()).normalize('NFD').replaceAll(/\p{M}/gu, '');
  return transliterated[bare] ?? bare;
}

/** Numbers as everybody writes them: other numerals are no part of a document number. */
export const isDigit = (sign: string): boolean => sign >= '0' && sign <= '9' && sign.length === 1;

export function isLetter(sign: string): boolean {
  const code = sign.charCodeAt(0);
  return code < 128 ? (code >= 65 && code <= 90) || (code >= 97 && code <= 122) : /^[\p{L}\p{M}]/u.test(sign);
}
