import { foldSign, isDigit, isLetter } from './fold.ts';

/** How what stands before an atom keeps it apart from the atom before. */
export type Gap =
  /** Nothing stands between. */
  | 'tight'
  /** One of the signs that numbers are written with: `FA-10023`, `123/01/2026`. */
  | 'sign'
  /** Blanks, perhaps around such a sign: `INV 10 023`, `nr. 10023`. */
  | 'space'
  /** Anything else: a comma, a plus, a bracket. */
  | 'break';

/** A run of letters, or a run of digits. */
export interface Atom {
  readonly isNumber: boolean;
  /** Upper case, marks taken off. */
  readonly text: string;
  /** Offsets in the text that was read. */
  readonly start: number;
  readonly end: number;
  readonly gap: Gap;
  /** What stands between this one and the one before, or the start. */
  readonly between: string;
}

/** Takes a text apart, in one pass. */
export function atomsOf(text: string): readonly Atom[] {
  const atoms: Atom[] = [];
  let end = 0;
  for (let at = 0; at < text.length; ) {
    const isNumber = isDigit(text.charAt(at));
    if (!isNumber && !isLetter(text.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    let folded = '';
    while (at < text.length && (isNumber ? isDigit(text.charAt(at)) : isLetter(text.charAt(at)))) {
      folded += foldSign(text.charAt(at));
      at++;
    }
    const between = text.slice(end, start);
    atoms.push({ isNumber, text: folded, start, end: at, gap: gapOf(between), between });
    end = at;
  }
  return atoms;
}

const signs = '-–—/\\._#:';

function gapOf(between: string): Gap {
  if (between === '') return 'tight';
  const bare = between.trim();
  if (bare.length > 1 || (bare !== '' && !signs.includes(bare))) return 'break';
  return bare === between ? 'sign' : 'space';
}
