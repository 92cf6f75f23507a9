import { type DescribedLine, eachLine, lineBlocks, longestLine, printable } from '#schemas/kit';
import { explainReceiptLine } from './describe-text.ts';

/** Explains a receipt of Nets line by line. */
export async function* describeReceipt(
  kind: 'nets-t' | 'nets-v' | 'nets-f',
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<DescribedLine> {
  yield* describeLines(source, (line) => {
    if (/^PBCNET(?!4[01])/.test(line)) return { key: 'wrapper', title: 'transmission record, read past', fields: [] };
    return explainReceiptLine(kind, line) ?? { key: null, title: 'a line of a kind we do not know', fields: [] };
  });
}

/** Shows every line of a text, each with what can be said of it. */
export async function* describeLines(
  source: AsyncIterable<Uint8Array>,
  explain: (line: string) => Pick<DescribedLine, 'key' | 'title' | 'fields'>,
): AsyncGenerator<DescribedLine> {
  for await (const block of lineBlocks(source)) {
    const lines: DescribedLine[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const raw = block.text.slice(start, end);
      const explained = raw.trim() === '' ? { key: 'blank', title: 'blank line', fields: [] } : explain(raw);
      const place = { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end };
      lines.push({ ...place, raw: printable(raw, longestLine), ...explained });
    });
    yield* lines;
  }
}
