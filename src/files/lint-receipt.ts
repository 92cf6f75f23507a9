import { fieldFindings, eachLine, type Finding, lineBlocks, printable } from '#schemas/kit';
import { explainReceiptLine } from './describe-text.ts';

/** Looks through a receipt of Nets: fields that hold what they may not, and lines nobody knows. */
export async function* lintReceipt(
  kind: 'nets-t' | 'nets-v' | 'nets-f',
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Finding> {
  for await (const block of lineBlocks(source)) {
    const findings: Finding[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const line = block.text.slice(start, end);
      if (line.trim() === '' || /^PBCNET(?!4[01])/.test(line)) return;
      const explained = explainReceiptLine(kind, line);
      if (explained) findings.push(...fieldFindings(explained.fields, lineNumber));
      else findings.push(unknownLine(line, lineNumber));
    });
    yield* findings;
  }
}

const unknownLine = (line: string, lineNumber: number): Finding => ({
  severity: 'warning',
  lineNumber,
  from: 1,
  to: Math.max(line.length, 1),
  field: 'line',
  value: printable(line),
  expected: 'a line of a kind we know',
  remedy: 'Read it yourself; it is kept with the file.',
});
