import {
  type DescribedLine,
  eachLine,
  type FileFormat,
  type Finding,
  lineBlocks,
  longestLine,
  printable,
} from '#schemas/kit';

/** BAI2 is an American statement: known by sight, and not read (payment-ids-and-escalation.md 3.3). */
export const bai2Format: FileFormat = {
  key: 'bai2',
  name: 'bank statement BAI2 (not read)',
  recognise: (head) =>
    /^01,[^,\n]{1,35},[^,\n]{1,35},\d{6},\d{1,4},[^\n]*\/\s*\n0[23],/.test(Buffer.from(head).toString('latin1'))
      ? 'bank statement BAI2 (not read)'
      : null,
  describe: describeBai2,
  lint: lintBai2,
};

const titles: Readonly<Record<string, string>> = {
  '01': 'file start',
  '02': 'group start',
  '03': 'account',
  '16': 'entry',
  '49': 'account end',
  '88': 'continued',
  '98': 'group end',
  '99': 'file end',
};

async function* describeBai2(source: AsyncIterable<Uint8Array>): AsyncGenerator<DescribedLine> {
  for await (const block of lineBlocks(source)) {
    const lines: DescribedLine[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const raw = block.text.slice(start, end);
      const kind = titles[raw.slice(0, 2)];
      const place = { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end };
      const title = `BAI2 ${kind ?? 'line'}; BAI2 is not read`;
      lines.push({
        ...place,
        raw: printable(raw, longestLine),
        key: kind === undefined ? null : `bai2.${raw.slice(0, 2)}`,
        title,
        fields: [],
      });
    });
    yield* lines;
  }
}

async function* lintBai2(_source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Finding> {
  yield {
    severity: 'fault',
    lineNumber: 1,
    from: 1,
    to: 2,
    field: 'file',
    value: `${fileName}: BAI2`,
    expected: 'camt.053, camt.054 or MT940',
    remedy: 'BAI2 is not read. Ask the bank for camt.053 or MT940 instead.',
  };
}
