/**
 * Joins the pieces into which a bank cut a text: behind a full piece the text goes on without a blank, behind a shorter
 * one a new line begins. `FAKTURA 333/2` + `003` is invoice 333/2003.
 *
 * @param full from this many signs on a piece counts as full
 */
export function joinedPieces(pieces: readonly string[], full: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] ?? '';
    line = line === '' ? piece : line + piece;
    const goesOn = piece.length >= full && i < pieces.length - 1 && !accountAlone.test(piece);
    if (goesOn) continue;
    const text = tidy(line);
    if (text !== '') lines.push(text);
    line = '';
  }
  return lines;
}

/** A Polish account number (26 digits) fills a piece by chance; it stands for itself. */
const accountAlone = /^\d{26}$/;

/** Runs of blanks become one; blanks at the ends go. */
export function tidy(text: string): string {
  if (text.charCodeAt(0) > 32 && text.charCodeAt(text.length - 1) > 32 && !text.includes('  ')) return text;
  const trimmed = text.trim();
  return trimmed.includes('  ') ? trimmed.replaceAll(/ {2,}/g, ' ') : trimmed;
}

/** A sub-field of a title holds 27 signs; a public Polish sample cuts at 26 too (`OPORNIKI-5` + `00 SZT`). */
export const fullTitlePiece = 26;
/** A line of tag 86 holds 65 signs. */
export const fullDetailLine = 65;
/** A sub-line of Elixir-0 holds 35 signs. */
export const fullElixirLine = 35;
