import { toLatin1 } from '#schemas/kit';

/**
 * What may stand in a text: `sepa` is the set of the SEPA schemes; `danish` that of the Danish banks' own guide for
 * domestic payments (danske-iso20022.md section 2.1).
 */
export type CharacterSet = 'sepa' | 'danish';

/** The signs of the SEPA set. */
export const sepaSigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ ";
/** The signs of the Danish set. */
export const danishSigns = `${sepaSigns}áäçđéíóöúüýæøåÁÄÇĐÉÍÓÖÚÜÝÆØÅß%&=@`;

/** For every sign up to U+017F whether the set has it; signs beyond are in none. */
const tableOf = (signs: string): Uint8Array => {
  const table = new Uint8Array(0x180);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
};

const allowed: Readonly<Record<CharacterSet, Uint8Array>> = { sepa: tableOf(sepaSigns), danish: tableOf(danishSigns) };

export const isInSet = (text: string, set: CharacterSet): boolean => areInTable(text, allowed[set]);

function areInTable(text: string, table: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (table[text.charCodeAt(i)] !== 1) return false;
  return true;
}

/**
 * Rewrites free text for a character set: letters the set lacks become those that are read alike, blanks at the ends go.
 *
 * A sign without an honest replacement is left as it is, so that the check which follows can refuse it by name. Never
 * for identifiers: an id that needs it is a fault.
 */
export function toCharacterSet(text: string, set: CharacterSet): string {
  const trimmed = text.trim();
  const table = allowed[set];
  if (areInTable(trimmed, table)) return trimmed;
  const composed = trimmed.normalize('NFC');
  let written = '';
  let before = '';
  let at = 0;
  for (const sign of composed) {
    at += sign.length;
    const isPlain = sign.length === 1 && table[sign.charCodeAt(0)] === 1;
    written += isPlain ? sign : replaced(sign, set, at < composed.length ? composed.charAt(at) : before);
    before = sign;
  }
  return written.trim();
}

/**
 * An id as the SEPA rules of thumb want it: signs of the SEPA set, no blanks around it, neither beginning nor ending with
 * a slash, no two slashes in a row (the slash rule is UNVERIFIED, from memory of the EPC guideline; it costs nothing).
 */
export function isIdentifier(text: string, longest = 35): boolean {
  const { length } = text;
  if (length === 0 || length > longest) return false;
  let before = slash;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (allowed.sepa[code] !== 1 || (code === slash && before === slash)) return false;
    before = code;
  }
  return before !== slash && before !== blank && text.charCodeAt(0) !== blank;
}

const slash = 47;
const blank = 32;

function replaced(sign: string, set: CharacterSet, neighbour: string): string {
  const table = replacements.get(sign);
  return table === undefined ? unlisted(sign, set) : cased(sign, table, neighbour);
}

/** Signs that were looked at before: finding a letter under its accents costs far more than writing it. */
const remembered: Readonly<Record<CharacterSet, Map<string, string>>> = { sepa: new Map(), danish: new Map() };
const mostRemembered = 10_000;

function unlisted(sign: string, set: CharacterSet): string {
  const known = remembered[set].get(sign);
  if (known !== undefined) return known;
  const found = withoutAccents(sign, set);
  if (remembered[set].size < mostRemembered) remembered[set].set(sign, found);
  return found;
}

function withoutAccents(sign: string, set: CharacterSet): string {
  const plain = toLatin1(sign);
  if (plain !== sign) return Array.from(plain, (part) => inSetOrReplaced(part, set, '')).join('');
  const bare = sign.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const mapped = Array.from(bare, (part) => replacements.get(part) ?? part).join('');
  return mapped !== '' && isInSet(mapped, set) ? mapped : sign;
}

const inSetOrReplaced = (sign: string, set: CharacterSet, neighbour: string): string =>
  isInSet(sign, set) ? sign : replaced(sign, set, neighbour);

/** A capital between small letters: `Ærø` becomes `Aeroe`, `ÆRØ` becomes `AEROE`. */
function cased(sign: string, table: string, neighbour: string): string {
  const isCapital = sign !== sign.toLowerCase();
  if (!isCapital || table.length < 2 || neighbour === neighbour.toUpperCase()) return table;
  return table.slice(0, 1) + table.slice(1).toLowerCase();
}

/** Letters of other alphabets in the countries of SEPA, in the usual Latin spelling: Greek (ISO 843), Bulgarian. */
const greek = 'Αα Ββ Γγ Δδ Εε Ζζ Ηη Θθ Ιι Κκ Λλ Μμ Νν Ξξ Οο Ππ Ρρ Σσ Ττ Υυ Φφ Χχ Ψψ Ωω';
const greekLatin = 'A V G D E Z I TH I K L M N X O P R S T Y F CH PS O';
const cyrillic = 'Аа Бб Вв Гг Дд Ее Жж Зз Ии Йй Кк Лл Мм Нн Оо Пп Рр Сс Тт Уу Фф Хх Цц Чч Шш Щщ Ъъ Ьь Юю Яя';
const cyrillicLatin = 'A B V G D E ZH Z I Y K L M N O P R S T U F H TS CH SH SHT A Y YU YA';

function spelled(letters: string, latin: string): readonly (readonly [string, string])[] {
  const spellings = latin.split(' ');
  return letters.split(' ').flatMap((pair, i) => {
    const spelling = spellings[i] ?? '';
    const [capital = '', small = ''] = pair;
    return [[capital, spelling] as const, [small, spelling.toLowerCase()] as const];
  });
}

/** Danish, German and French letters by section 2.1 of the reference; other signs by what they look like. */
const replacements: ReadonlyMap<string, string> = new Map<string, string>([
  ...spelled(greek, greekLatin),
  ['ς', 's'],
  ...spelled(cyrillic, cyrillicLatin),
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['ø', 'oe'],
  ['Ø', 'OE'],
  ['å', 'aa'],
  ['Å', 'AA'],
  ['ä', 'ae'],
  ['Ä', 'AE'],
  ['ö', 'oe'],
  ['Ö', 'OE'],
  ['ü', 'ue'],
  ['Ü', 'UE'],
  ['ß', 'ss'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'TH'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['&', '+'],
  ['"', "'"],
  ['`', "'"],
  ['´', "'"],
  ['«', "'"],
  ['»', "'"],
  ['<', '('],
  ['>', ')'],
  ['[', '('],
  [']', ')'],
  ['{', '('],
  ['}', ')'],
  ['\\', '/'],
  ['|', '/'],
  ['_', '-'],
  ['~', '-'],
  ['=', '-'],
  [';', ','],
  ['!', '.'],
  ['#', '.'],
  ['$', '.'],
  ['%', '.'],
  ['*', '.'],
  ['^', '.'],
  ['@', '(at)'],
  ['§', '.'],
  ['°', '.'],
  ['·', '.'],
  ['¿', '?'],
  ['¡', '.'],
  ['£', 'GBP'],
]);
