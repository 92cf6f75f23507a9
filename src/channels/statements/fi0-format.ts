import {
  type DescribedField,
  type DescribedLine,
  eachLine,
  type FileFormat,
  type Finding,
  lineBlocks,
  longestLine,
  printable,
} from '#schemas/kit';
import { fi03, fi08, fi09, fi0Layouts, slipIdOf } from '#schemas/statements';
import { readFi0 } from './fi0-read.ts';
import { findingOf } from './problem-findings.ts';

/** Files of paid slips: Danske Bank and others name them FIK 71/73/75 or FI-indbetalinger. */
export const fi0Format: FileFormat = {
  key: 'fi0',
  name: 'paid slips FI0 (FIK 71, 73, 75)',
  recognise: (head) => {
    const text = Buffer.from(head).toString('latin1');
    return /^\s*FI0[1-9]\d{8}/.test(text) ? 'paid slips FI0 (FIK 71, 73, 75)' : null;
  },
  describe: describeFi0,
  lint: lintFi0,
};

const layoutOf = (line: string) => fi0Layouts.find(({ key }) => line.startsWith(`FI${key.slice(-2)}`));

async function* describeFi0(source: AsyncIterable<Uint8Array>): AsyncGenerator<DescribedLine> {
  for await (const block of lineBlocks(source)) {
    const lines: DescribedLine[] = [];
    eachLine(block, (start, end, lineNumber) => {
      const line = block.text.slice(start, end);
      const layout = layoutOf(line);
      const place = {
        lineNumber,
        byteFrom: block.offset + start,
        byteTo: block.offset + end,
        raw: printable(line, longestLine),
      };
      const isBlank = line.trim() === '';
      const title = layout?.title ?? (isBlank ? 'blank line' : 'a record of a kind we do not know');
      const fields = layout === undefined ? [] : withSlip(line, layout.describe(line));
      lines.push({ ...place, key: layout?.key ?? (isBlank ? 'blank' : null), title, fields });
    });
    yield* lines;
  }
}

/** The payment id said in words: whether its check digit holds. */
function withSlip(line: string, fields: readonly DescribedField[]): readonly DescribedField[] {
  const read = line.startsWith('FI03') ? fi03.parse(line) : null;
  if (read?.ok !== true) return fields;
  const { cardType, longIdDigit, paymentId } = read.value;
  const { id, isRight } = slipIdOf(cardType, longIdDigit, paymentId);
  const words = isRight === null ? 'a type without check digit' : isRight ? 'check digit right' : 'check digit WRONG';
  return fields.map((field) =>
    field.name === 'paymentId' ? { ...field, meaning: id === '' ? 'none' : `${id}, ${words}` } : field,
  );
}

/**
 * What reading sets aside, odd fields, and totals: their positions are inferred from two samples, so they only warn
 * (danske-iso20022.md 5.1).
 */
async function* lintFi0(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Finding> {
  let findings: Finding[] = [];
  const counted = { payments: 0, total: 0, allPayments: 0, sections: 0 };
  const checked = (async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const block of lineBlocks(source)) {
      eachLine(block, (start, end, lineNumber) => {
        findings.push(...totalsFindings(block.text.slice(start, end).trimEnd(), lineNumber, counted));
      });
      yield block.bytes;
    }
  })();
  for await (const { fatal, problems } of readFi0(checked, fileName)) {
    yield* [...findings, ...fatal.map(findingOf), ...problems.map(findingOf)];
    findings = [];
  }
}

interface Counted {
  payments: number;
  total: number;
  allPayments: number;
  sections: number;
}

function totalsFindings(line: string, lineNumber: number, counted: Counted): readonly Finding[] {
  if (line.startsWith('FI02')) {
    Object.assign(counted, { payments: 0, total: 0, sections: counted.sections + 1 });
    return [];
  }
  if (line.startsWith('FI03')) {
    const read = fi03.parse(line);
    counted.payments += 1;
    counted.allPayments += 1;
    if (read.ok) counted.total += read.value.amount;
    return [];
  }
  if (line.startsWith('FI08')) {
    const read = fi08.parse(line);
    if (!read.ok) return [];
    const { count, total } = read.value;
    return [
      ...differs('count', 14, 24, count, counted.payments, lineNumber),
      ...differs('total', 25, 39, total, counted.total, lineNumber),
    ];
  }
  const end = line.startsWith('FI09') ? fi09.parse(line) : null;
  if (end?.ok !== true) return [];
  return [
    ...differs('sections', 34, 44, end.value.sections, counted.sections, lineNumber),
    ...differs('payments', 45, 55, end.value.payments, counted.allPayments, lineNumber),
  ];
}

const differs = (
  field: string,
  from: number,
  to: number,
  stated: number,
  counted: number,
  lineNumber: number,
): readonly Finding[] =>
  stated === counted
    ? []
    : [
        {
          severity: 'warning',
          lineNumber,
          from,
          to,
          field,
          value: String(stated),
          expected: `${counted}, as counted`,
          remedy: 'The positions of the totals are not confirmed. Compare with the bank whether payments are missing.',
        },
      ];
