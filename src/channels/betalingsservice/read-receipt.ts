import { fail, ok, type Problem, problem, type Result } from '#kernel';
import { eachLine, type FieldFault, lineBlocksOf, printable } from '#schemas/kit';
import {
  accepts,
  danishCount,
  danishMinor,
  deliveryNoteLines,
  deliveryReceipt,
  matchText,
  receiptBoxLines,
  transmissionReceipt,
} from '#schemas/nets';
import type { DeliveryNote, DeliveryNoteSection, DeliveryReceipt, Receipt, ReceiptCounts } from '../facts.ts';

/** A receipt has a page of text at most; a larger file is none. */
const largestReceipt = 1024 * 1024;

/**
 * Reads a receipt: T (the file arrived), V (the delivery was accepted or refused) or F (a note announcing a file).
 *
 * Accepted is only `+` with a code ending in 00; everything else is refused, and its whole text is kept for the user.
 */
export function readReceipt(bytes: Uint8Array, fileName: string): Result<Receipt, Problem> {
  if (bytes.length === 0) return fail(problem('FILE_EMPTY', { fileName }));
  if (bytes.length > largestReceipt) {
    return fail(problem('FILE_TOO_LARGE', { fileName, size: bytes.length, limit: largestReceipt }));
  }
  const lines = linesOf(bytes);
  const at = lines.findIndex((line) => line.trim() !== '');
  const first = lines[at] ?? '';
  const wholeText = printableLines(lines);
  if (first.startsWith('PBCNET40')) return readTransmission(first, at + 1, wholeText, fileName);
  if (first.startsWith('PBCNET41')) return readDelivery(first, lines, at + 1, wholeText, fileName);
  if (/^1SYSTEM\s*:/.test(first)) return ok(readNote(lines, wholeText));
  return fail(problem('FILE_UNKNOWN', { fileName, startsWith: printable(first, 40) }));
}

function readTransmission(
  line: string,
  lineNumber: number,
  wholeText: string,
  fileName: string,
): Result<Receipt, Problem> {
  const read = transmissionReceipt.parse(line.slice(0, transmissionReceipt.width));
  if (!read.ok) return fail(unreadableReceipt(read.error, lineNumber, fileName));
  const { code, text, transmissionId, subsystem, date, time } = read.value;
  const accepted = accepts(read.value);
  return ok({
    kind: 'transmission',
    accepted,
    code,
    text,
    transmissionId,
    subsystem,
    date,
    time,
    counts: null,
    wholeText,
  });
}

function readDelivery(
  line: string,
  lines: readonly string[],
  lineNumber: number,
  wholeText: string,
  fileName: string,
): Result<DeliveryReceipt, Problem> {
  const read = deliveryReceipt.parse(line.slice(0, deliveryReceipt.width));
  if (!read.ok) return fail(unreadableReceipt(read.error, lineNumber, fileName));
  const { code, text, transmissionId, subsystem, date, time } = read.value;
  const box = valuesOf(lines.slice(lineNumber), receiptBoxLines);
  return ok({
    kind: 'delivery',
    accepted: accepts(read.value),
    code,
    text,
    transmissionId,
    subsystem,
    date,
    time,
    assignedDeliveryNumber: box.get('v.deliveryNumber')?.[0]?.['deliveryNumber'] ?? null,
    dataSupplierNumber: box.get('v.sender')?.[0]?.['dataSupplierNo'] ?? null,
    records: danishCount(box.get('v.records')?.[0]?.['records'] ?? '') ?? null,
    counts: countsOf(box.get('v.counts')?.[0]),
    wholeText,
  });
}

function countsOf(found: Readonly<Record<string, string>> | undefined): ReceiptCounts | null {
  const sections = danishCount(found?.['sections'] ?? '');
  const texts = danishCount(found?.['texts'] ?? '');
  const collections = danishCount(found?.['collections'] ?? '');
  const total = danishMinor(found?.['total'] ?? '');
  if (sections === undefined || texts === undefined || collections === undefined || total === undefined) return null;
  return { sections, texts, collections, total };
}

function readNote(lines: readonly string[], wholeText: string): DeliveryNote {
  const note = valuesOf(lines, deliveryNoteLines);
  const type = note.get('f.type')?.[0];
  const totals = note.get('f.totals')?.[0];
  return {
    kind: 'note',
    subsystem: note.get('f.system')?.[0]?.['subsystem'] ?? null,
    deliveryType: type?.['deliveryType']?.padStart(4, '0') ?? null,
    deliveryName: type?.['deliveryName'] ?? null,
    sections: (note.get('f.section') ?? []).flatMap(noteSection),
    records: danishCount(totals?.['records'] ?? '') ?? null,
    total: danishMinor(totals?.['total'] ?? '') ?? null,
    wholeText,
  };
}

function noteSection(found: Readonly<Record<string, string>>): readonly DeliveryNoteSection[] {
  const records = danishCount(found['records'] ?? '');
  const total = danishMinor(found['total'] ?? '');
  if (records === undefined || total === undefined) return [];
  const { creditorNumber = '', debtorGroup = '', section = '', creditorName = '' } = found;
  return [{ creditorNumber, debtorGroup, section: section.padStart(4, '0'), records, total, creditorName }];
}

/** The values of each kind of line, in the order of the file. */
function valuesOf(lines: readonly string[], kinds: typeof receiptBoxLines) {
  const values = new Map<string, Readonly<Record<string, string>>[]>();
  for (const line of lines) {
    const matched = matchText(kinds, line);
    if (!matched) continue;
    const record = Object.fromEntries(matched.found.map(({ name, raw }) => [name, raw]));
    values.set(matched.kind.key, [...(values.get(matched.kind.key) ?? []), record]);
  }
  return values;
}

function unreadableReceipt(faults: readonly FieldFault[], lineNumber: number, fileName: string): Problem {
  const { field = 'line', from = 1, to = 1, value = '', expected = 'a receipt' } = faults[0] ?? {};
  return problem('LINE_UNREADABLE', { fileName, lineNumber, field, from, to, value: printable(value), expected });
}

function linesOf(bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  for (const block of lineBlocksOf(bytes)) {
    eachLine(block, (start, end) => lines.push(block.text.slice(start, end)));
  }
  return lines;
}

const printableLines = (lines: readonly string[]): string => lines.map((line) => printable(line, 200)).join('\n');
