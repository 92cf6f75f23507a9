import { fail, ok, type Problem, problem, type Result } from '#kernel';

/** What somebody may hold in the hand. */
export const traceWords = [
  'entry',
  'document',
  'line',
  'delivery',
  'file',
  'payment',
  'key',
  'allocation',
  'posting',
  'posted',
  'batch',
] as const;

export type TraceWord = (typeof traceWords)[number];

/** A place in a file. */
export type Place = { readonly line: number } | { readonly byte: number };

/** One way to understand what was asked. */
export interface Meaning {
  readonly word: TraceWord;
  readonly key: string;
  readonly place: Place | null;
}

/** Words of which the key is a number, and nothing else. */
const numbered: ReadonlySet<TraceWord> = new Set(['entry', 'payment', 'allocation', 'batch']);
const inFiles: ReadonlySet<TraceWord> = new Set(['delivery', 'file']);
const longest = 300;

const isWord = (text: string): text is TraceWord => traceWords.some((word) => word === text);

/**
 * Reads what is to be traced: `entry 12345`, `T00000AB7`, `file 0602.txt line 17`, `BS0601-01.txt@2048`, a hash, a key.
 * Without a word before it, everything that it could be is answered; what exists of that, the database says.
 *
 * @param as the word, where it is not in the text
 */
export function meaningsOf(text: string, as?: string): Result<readonly Meaning[], Problem> {
  const trimmed = text.trim();
  const wrong = (field: string, value: string, expected: string): Result<never, Problem> =>
    fail(problem('INPUT_WRONG', { field, value, expected }));
  if (trimmed === '' || trimmed.length > longest) return wrong('what', trimmed.slice(0, longest), 'a key or a number');
  if (as !== undefined && !isWord(as)) return wrong('as', as, `one of ${traceWords.join(', ')}`);
  if (as !== undefined) return named(as, trimmed);
  const [first = '', ...rest] = trimmed.split(/\s+/);
  const word = first.toLowerCase();
  const key = trimmed.slice(first.length).trim();
  if (rest.length > 0 && isWord(word)) return named(word, key);
  const meanings = traceWords.flatMap((each) => (each === 'batch' ? [] : waysToRead(each, trimmed)));
  return meanings.length > 0 ? ok(meanings) : wrong('what', trimmed, 'a key or a number');
}

function named(word: TraceWord, key: string): Result<readonly Meaning[], Problem> {
  const meanings = waysToRead(word, key);
  if (meanings.length > 0) return ok(meanings);
  return fail(problem('INPUT_WRONG', { field: word, value: key, expected: 'a whole number' }));
}

/** A name may hold the very signs that a place is told with, so it is read both ways. */
function waysToRead(word: TraceWord, text: string): readonly Meaning[] {
  if (numbered.has(word) || word === 'posted') {
    return isNumber(text) ? [{ word, key: text, place: null }] : [];
  }
  const whole: Meaning = { word, key: text, place: null };
  if (!inFiles.has(word)) return [whole];
  const placed = /^(?<key>.*\S)\s*(?:(?<sign>[#@])|\s(?<told>line|byte)\s)\s*(?<number>\d{1,15})$/i.exec(text)?.groups;
  if (!placed) return [whole];
  const number = Number(placed['number']);
  const isLine = placed['sign'] === '#' || placed['told']?.toLowerCase() === 'line';
  return [{ word, key: placed['key'] ?? '', place: isLine ? { line: number } : { byte: number } }, whole];
}

/** Up to 15 digits: every number of ours, and of Business Central, is exact. */
export const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text);
