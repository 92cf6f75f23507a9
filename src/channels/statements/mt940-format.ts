import { isValidIBAN } from 'ibantools';
import { type FileFormat, type Finding, lineBlocks, lineBlocksOf, printable } from '#schemas/kit';
import { type Mt940Field, mt940Cutter, readBalance, readReportDate } from '#schemas/statements';
import { describeMt940 } from './mt940-describe.ts';
import { standardMt940 } from './mt940-settings.ts';
import { walkMt940 } from './mt940-walk.ts';
import { findingOf } from './problem-findings.ts';

export const mt940Format: FileFormat = {
  key: 'mt940',
  name: 'bank statement MT940',
  recognise: (head) => (variantOf(head) === 'mt940' ? 'bank statement MT940' : null),
  describe: describeMt940,
  lint: lintMt940,
};

export const mt942Format: FileFormat = {
  key: 'mt942',
  name: 'intraday report MT942',
  recognise: (head) => (variantOf(head) === 'mt942' ? 'intraday report MT942' : null),
  describe: describeMt940,
  lint: lintMt940,
};

/**
 * A message begins with tag 20, or 25 where that is lost, and names its account and number or balance: so no other SWIFT
 * message, which begin with tag 20 as well, is taken for one.
 */
function variantOf(head: Uint8Array): 'mt940' | 'mt942' | null {
  const tags = new Set<string>();
  let isIntraday = false;
  let first: Mt940Field | null = null;
  const cutter = mt940Cutter();
  const visit = (field: Mt940Field): void => {
    if (field.kind === 'field' || field.kind === 'noise') first ??= field;
    if (field.kind === 'field') tags.add(field.tag);
    const line = field.lines[0] ?? '';
    if ((field.kind === 'header' && /\{2:[IO]942/.test(line)) || (field.kind === 'message' && field.tag === '942')) {
      isIntraday = true;
    }
  };
  for (const block of lineBlocksOf(head)) cutter.through(block, visit);
  cutter.end(visit);
  const begins = firstTag(first);
  if ((begins !== '20' && begins !== '25') || !tags.has('25') || otherMessage.some((tag) => tags.has(tag))) return null;
  if (isIntraday || tags.has('34F') || tags.has('13D')) return 'mt942';
  return tags.has('60F') || tags.has('60M') || (tags.has('28C') && tags.has('61')) ? 'mt940' : null;
}

const firstTag = (field: Mt940Field | null): string => (field?.kind === 'field' ? field.tag : '');

/** Tags that payment orders and advices have, and statements never. */
const otherMessage = ['32A', '32B', '50', '50K', '59', '70', '71A'];

/** What reading sets aside, and what it tolerates: lines that carry no money but are not what they should be. */
async function* lintMt940(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<Finding> {
  const walk = walkMt940(fileName, standardMt940);
  const cutter = mt940Cutter();
  let findings: Finding[] = [];
  const visit = (field: Mt940Field): void => {
    findings.push(...fieldFindings(field));
  };
  for await (const block of lineBlocks(source)) {
    cutter.through(block, visit);
    const { fatal, problems } = walk.through(block);
    yield* [...findings, ...fatal.map(findingOf), ...problems.map(findingOf)];
    findings = [];
  }
  cutter.end(visit);
  const { fatal, problems } = walk.end();
  yield* [...findings, ...fatal.map(findingOf), ...problems.map(findingOf)];
}

function fieldFindings({ kind, tag, lines, lineNumber }: Mt940Field): readonly Finding[] {
  if (kind !== 'field') return [];
  const text = lines[0] ?? '';
  const warn = (field: string, expected: string, remedy: string): readonly Finding[] => [
    {
      severity: 'warning',
      lineNumber,
      from: tag.length + 3,
      to: tag.length + 2 + Math.max(text.length, 1),
      field,
      value: printable(text),
      expected,
      remedy,
    },
  ];
  if (tag === '64' || tag === '65') {
    const read = readBalance(text, tag.length + 2);
    return read.ok ? [] : warn('balance', read.error.expected, 'Nothing hangs on it; tell the bank.');
  }
  if (tag === '13' || tag === '13D') {
    return readReportDate(text) === undefined
      ? warn('time', 'a date as YYMMDD', 'Nothing hangs on it; tell the bank.')
      : [];
  }
  if (tag !== '25' || !/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text.trim()) || isValidIBAN(text.trim())) return [];
  return warn('account', 'an IBAN whose check digits are right', 'Compare it with the account in the settings.');
}
