const capitals = 'ÆØÅÄÖÜÉĄĆĘŁŃÓŚŹŻ';
const small = 'æøåäöüéąćęłńóśźż';

/** Splits a text as the function `words_of` of the database does (migration 0007), where the entries' words are kept. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/[A-Z]/g, (sign) => sign.toLowerCase())
    .replaceAll(new RegExp(`[${capitals}]`, 'gu'), (sign) => small[capitals.indexOf(sign)] ?? sign)
    .split(/[^0-9a-z\u0080-\u{10ffff}]+/u)
    .filter((word) => word !== '');

/** A text search in PostgreSQL's words: each begins a word of the entry. They are letters and digits, so they need no care. */
export const wordsBeginning = (text: string): string =>
  wordsOf(text)
    .map((word) => `'${word.slice(0, 100)}':*`)
    .join(' & ');
