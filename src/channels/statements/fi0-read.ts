import { DKK, minor, type Problem, problem } from '#kernel';
import { eachLine, lineBlocks, printable, type RecordOf } from '#schemas/kit';
import { fi01, fi02, fi03, fi08, fi0Layouts, type PlaceFault, slipIdOf } from '#schemas/statements';
import type { FileHeader, PaymentFact, ReadBatch, RecordSpan, StatementSummary } from '../facts.ts';
import { type PaymentKeys, paymentKeys } from './payment-keys.ts';
import { plainFact } from './plain-fact.ts';

interface Reading {
  readonly fileName: string;
  readonly keys: PaymentKeys;
  facts: PaymentFact[];
  records: RecordSpan[];
  problems: Problem[];
  fatal: Problem[];
  statements: StatementSummary[];
  header: FileHeader | null;
  section: Section | null;
  hasStart: boolean;
  hasEnd: boolean;
  isRefused: boolean;
  lines: number;
}

interface Section {
  readonly lineNumber: number;
  readonly creditorNumber: string;
  payments: number;
  total: number;
}

/**
 * Reads a file of paid slips (FI0): FI01, FI02, FI03, FI08, FI09. Every line must be of the family, else the whole file is
 * refused, as Business Central does (danske-iso20022.md 5.1). A wrong check digit is told and the money is kept.
 */
export async function* readFi0(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<ReadBatch> {
  const reading = newReading(fileName);
  for await (const block of lineBlocks(source)) {
    eachLine(block, (start, end, lineNumber) => {
      const line = block.text.slice(start, end).trimEnd();
      if (line.replaceAll('\u001a', '') === '') return;
      takeLine(reading, line, { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end });
    });
    yield batchOf(reading);
  }
  if (reading.lines === 0) reading.fatal.push(problem('FILE_EMPTY', { fileName }));
  if (reading.hasStart && !reading.hasEnd) {
    reading.fatal.push(
      problem('FILE_INCOMPLETE', { fileName, lineNumber: reading.lines, expected: 'FI09, the file end' }),
    );
  }
  closeSection(reading, null);
  yield batchOf(reading);
}

type Place = Omit<RecordSpan, 'layoutKey'>;

function takeLine(reading: Reading, line: string, place: Place): void {
  reading.lines += 1;
  const layout = fi0Layouts.find(({ key }) => line.startsWith(`FI${key.slice(-2)}`));
  reading.records.push({ ...place, layoutKey: layout?.key ?? null });
  if (!line.startsWith('FI0')) {
    refuse(reading, line, place);
    return;
  }
  const { fileName } = reading;
  if (layout === undefined) {
    reading.problems.push(
      problem('RECORD_UNKNOWN', { fileName, lineNumber: place.lineNumber, value: printable(line, 40) }),
    );
    return;
  }
  if (layout === fi03) takePayment(reading, line, place);
  else if (layout === fi02) openSection(reading, line, place);
  else if (layout === fi08) closeSection(reading, line);
  else if (layout === fi01) takeStart(reading, line);
  else reading.hasEnd = true;
}

/** The first such line is enough to know that the file is another one. */
function refuse(reading: Reading, line: string, { lineNumber }: Place): void {
  if (reading.isRefused) return;
  reading.isRefused = true;
  const where = { fileName: reading.fileName, lineNumber, field: 'record', from: 1, to: 3 };
  const expected = 'FI0: every line of the file begins so';
  reading.fatal.push(problem('LINE_UNREADABLE', { ...where, value: printable(line.slice(0, 40)), expected }));
}

function takeStart(reading: Reading, line: string): void {
  reading.hasStart = true;
  const read = fi01.parse(line);
  reading.header ??= { messageId: null, variant: 'fi0', createdOn: read.ok ? read.value.creationDate : null };
}

function openSection(reading: Reading, line: string, { lineNumber }: Place): void {
  closeSection(reading, null);
  const read = fi02.parse(line);
  if (!read.ok) tell(reading, lineNumber, read.error);
  const creditorNumber = read.ok ? read.value.creditorNumber : line.slice(5, 13).replaceAll(/\D/g, '');
  reading.section = { lineNumber, creditorNumber, payments: 0, total: 0 };
}

/**
 * The counts of FI08 are inferred and do not tie in the public sample, so they prove that a section is whole, and never
 * that it is not: `lint` tells the difference.
 */
function closeSection(reading: Reading, line: string | null): void {
  const { section } = reading;
  if (section === null) return;
  reading.section = null;
  const stated = line === null ? null : fi08.parse(line);
  const isTied = stated?.ok === true && stated.value.count === section.payments && stated.value.total === section.total;
  if (!Number.isSafeInteger(section.total)) return;
  reading.statements.push({
    lineNumber: section.lineNumber,
    account: section.creditorNumber,
    currency: DKK,
    statementId: section.creditorNumber,
    from: null,
    to: null,
    opening: null,
    closing: null,
    movements: minor(section.total),
    entries: section.payments,
    isTied: isTied ? true : null,
  });
}

function takePayment(reading: Reading, line: string, place: Place): void {
  const read = fi03.parse(line);
  if (!read.ok) {
    tell(reading, place.lineNumber, read.error);
    return;
  }
  const fact = factOf(read.value, place, reading);
  const { cardType, id, isRight } = slipOf(read.value);
  reading.facts.push(fact);
  if (reading.section !== null) {
    reading.section.payments += 1;
    reading.section.total += fact.amount;
  }
  if (isRight !== false) return;
  const { fileName } = reading;
  const { lineNumber } = place;
  reading.problems.push(
    problem('CHECK_DIGIT_WRONG', { fileName, lineNumber, kind: cardType, value: id, minor: fact.amount }),
  );
}

const slipOf = ({ cardType, longIdDigit, paymentId }: RecordOf<typeof fi03>) =>
  slipIdOf(cardType, longIdDigit, paymentId);

function factOf(payment: RecordOf<typeof fi03>, place: Place, { section, keys }: Reading): PaymentFact {
  const creditorNumber = section?.creditorNumber ?? '';
  const { amount, archiveReference, bookingDate, cardType, paymentDate } = payment;
  const { id } = slipOf(payment);
  const identity = `${creditorNumber}|${bookingDate ?? paymentDate ?? ''}|C${amount}|${cardType}|${id}|${archiveReference}`;
  return plainFact(place, {
    recordCode: 'FI03',
    means: 'slip',
    account: creditorNumber,
    isCredit: true,
    currency: DKK,
    amount,
    effect: amount,
    valueDate: paymentDate,
    bookkeepingDate: bookingDate,
    paymentKey: keys.of(identity, '', ''),
    bankReference: archiveReference,
    bankCode: `FI03/${cardType}`,
    creditedAccount: '',
    payerName: '',
    payerAccount: '',
    transactionId: '',
    references: id === '' ? [] : [{ kind: cardType, value: id }],
    texts: [],
  });
}

function tell(reading: Reading, lineNumber: number, faults: readonly PlaceFault[]): void {
  for (const { field, from, to, value, expected } of faults) {
    const where = { fileName: reading.fileName, lineNumber, field, from, to };
    reading.problems.push(problem('LINE_UNREADABLE', { ...where, value: printable(value), expected }));
  }
}

function batchOf(reading: Reading): ReadBatch {
  const { facts, records, problems, fatal, statements, header } = reading;
  reading.facts = [];
  reading.records = [];
  reading.problems = [];
  reading.fatal = [];
  reading.statements = [];
  reading.header = null;
  return { ...(header === null ? {} : { header }), facts, records, statements, problems, fatal };
}

const newReading = (fileName: string): Reading => ({
  fileName,
  keys: paymentKeys(),
  facts: [],
  records: [],
  problems: [],
  fatal: [],
  statements: [],
  header: null,
  section: null,
  hasStart: false,
  hasEnd: false,
  isRefused: false,
  lines: 0,
});
