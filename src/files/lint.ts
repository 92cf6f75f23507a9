import { eachLine, lineBlocks, printable } from '#schemas/kit';
import { explainReceiptLine } from './describe-text.ts';
import { detect } from './detect.ts';
import { fieldFindings, type Finding } from './finding.ts';
import { headOf } from './head-of.ts';
import { deliveryLinter } from './lint-delivery.ts';

/**
 * Looks through any file of Nets for faults: fields, grammar, totals, customers asked twice for one date. Works on
 * files of any size, and never throws on bad content.
 */
export async function* lintFile(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Finding> {
  const { head, whole } = await headOf(source);
  const format = detect(head);
  switch (format.kind) {
    case 'nets-0601':
    case 'nets-0602':
      yield* lintDelivery(whole);
      return;
    case 'nets-t':
    case 'nets-v':
    case 'nets-f':
      yield* lintReceipt(format.kind, whole);
      return;
    case 'nets-other':
    case 'unknown':
    case 'empty':
    case 'binary':
    case 'zip':
      yield {
        severity: 'fault',
        lineNumber: 1,
        from: 1,
        to: 1,
        field: 'file',
        value: `${fileName}: ${format.name}`,
        expected: 'a file of Nets: 0601, 0602, or a receipt T, V or F',
        remedy: 'Check that it is the right file.',
      };
  }
}

async function* lintDelivery(source: AsyncIterable<Uint8Array>): AsyncGenerator<Finding> {
  const linter = deliveryLinter();
  for await (const block of lineBlocks(source)) yield* linter.through(block);
  yield* linter.end();
}

async function* lintReceipt(
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
