/** One field of a line, with its place: positions count from 1, both ends included, quotes too. */
export interface DelimitedField {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Splits one line, leniently: a field in quotes may hold the separator; a quote inside it is doubled, or stands where no
 * separator follows; a stray quote behind a field without quotes is dropped (Danske Bank's CMKXKSX has such lines).
 *
 * @param separator one sign
 * @param quote one sign, or blank when the file has none
 */
export function delimitedFields(line: string, separator: string, quote: string): readonly DelimitedField[] {
  const fields: DelimitedField[] = [];
  for (let at = 0; ; ) {
    const closing = quote !== '' && line.startsWith(quote, at) ? closingQuote(line, at, separator, quote) : -1;
    const next = closing >= 0 ? closing + 1 : endOfField(line, at, separator);
    const text = closing >= 0 ? line.slice(at + 1, closing).replaceAll(quote + quote, quote) : line.slice(at, next);
    const isStray = closing < 0 && quote !== '' && text.endsWith(quote);
    fields.push({ text: isStray ? text.slice(0, -1) : text, from: at + 1, to: Math.max(next, at + 1) });
    if (next >= line.length) return fields;
    at = next + 1;
  }
}

/** The quote that closes a field: pairs are skipped, and a single one counts when a separator or the end follows it. */
function closingQuote(line: string, opening: number, separator: string, quote: string): number {
  let at = line.indexOf(quote, opening + 1);
  while (at >= 0) {
    let behind = at + 1;
    while (line.startsWith(quote, behind)) behind++;
    const isClosing = (behind - at) % 2 === 1;
    if (isClosing && (behind >= line.length || line.startsWith(separator, behind))) return behind - 1;
    at = line.indexOf(quote, behind);
  }
  return -1;
}

function endOfField(line: string, from: number, separator: string): number {
  const end = line.indexOf(separator, from);
  return end < 0 ? line.length : end;
}
