import { assert, type Currency, minor, type Problem, problem } from '#kernel';
import { eachLine, lineBlocks, printable } from '#schemas/kit';
import {
  amountOf,
  decoderOf,
  type DelimitedField,
  delimitedFields,
  type DelimitedProfile,
  profileFaults,
} from '#schemas/statements';
import type { PaymentFact, PaymentReader, ReadBatch, RecordSpan, StatementSummary } from '../facts.ts';
import { type DelimitedRow, rowReader, type RowReader } from './delimited-row.ts';
import { payerIdKind } from './mt940-details.ts';
import { type PaymentKeys, paymentKeys } from './payment-keys.ts';
import { plainFact } from './plain-fact.ts';

interface Batch {
  readonly facts: PaymentFact[];
  readonly records: RecordSpan[];
  readonly problems: Problem[];
  readonly statements: StatementSummary[];
  readonly fatal: Problem[];
}

type Place = Omit<RecordSpan, 'layoutKey'>;

interface Reading {
  readonly fileName: string;
  readonly profile: DelimitedProfile;
  readonly readRow: RowReader;
  readonly keys: PaymentKeys;
  batch: Batch;
  /** Lines that may be the last ones of the file, which are no payments. */
  readonly held: { readonly line: string; readonly place: Place }[];
  lines: number;
  count: number;
  total: number;
  /** Payments that could not be read: with them, totals that differ are no wonder. */
  unreadable: number;
  currency: Currency | null;
  stated: { readonly lineNumber: number; readonly count: string; readonly total: string } | null;
}

/**
 * A reader of one bank's delimited reports, by its profile. Memory does not grow with the file, and one bad line never
 * costs a good one.
 *
 * @param profile one of `delimitedProfiles`, or one from the settings that `profileFaults` finds nothing wrong with
 */
export function readDelimited(profile: DelimitedProfile): PaymentReader {
  const faults = profileFaults(profile);
  assert(faults.length === 0, `the profile ${profile.key} is sound: ${faults.join('; ')}`);
  const decode = decoderOf(profile.charset);
  return async function* readReport(source, fileName): AsyncGenerator<ReadBatch> {
    const reading = newReading(profile, fileName);
    for await (const block of lineBlocks(source)) {
      eachLine(block, (start, end, lineNumber) => {
        const line = decode(block.text.slice(start, end)).replace(/^\ufeff/, '');
        if (line.replaceAll('\u001a', '').trim() === '') return;
        hold(reading, line, { lineNumber, byteFrom: block.offset + start, byteTo: block.offset + end });
      });
      yield batchOf(reading);
    }
    endOfFile(reading);
    yield batchOf(reading);
  };
}

const newBatch = (): Batch => ({ facts: [], records: [], problems: [], statements: [], fatal: [] });

const newReading = (profile: DelimitedProfile, fileName: string): Reading => ({
  fileName,
  profile,
  readRow: rowReader(profile),
  keys: paymentKeys(),
  batch: newBatch(),
  held: [],
  lines: 0,
  count: 0,
  total: 0,
  unreadable: 0,
  currency: null,
  stated: null,
});

function batchOf(reading: Reading): ReadBatch {
  const { batch, profile } = reading;
  reading.batch = newBatch();
  const isFirst = batch.records[0]?.byteFrom === 0;
  return isFirst ? { header: { messageId: null, variant: profile.key, createdOn: null }, ...batch } : batch;
}

/** Lines at the end that are no payments are known only when the file is over: so many are held back. */
function hold(reading: Reading, line: string, place: Place): void {
  const { records } = reading.profile;
  reading.lines += 1;
  if (records.by === 'type') {
    takeLine(reading, line, place);
    return;
  }
  if (reading.lines <= records.headerLines) {
    reading.batch.records.push({ ...place, layoutKey: `${reading.profile.key}.header` });
    return;
  }
  reading.held.push({ line, place });
  const next = reading.held.length > records.trailerLines ? reading.held.shift() : undefined;
  if (next !== undefined) takeLine(reading, next.line, next.place);
}

function takeLine(reading: Reading, line: string, place: Place): void {
  const { profile, batch, fileName } = reading;
  const fields = delimitedFields(line, profile.separator, profile.quote);
  const sort = sortOf(profile, fields);
  batch.records.push({ ...place, layoutKey: sort === 'unknown' ? null : `${profile.key}.${sort}` });
  const { lineNumber } = place;
  if (sort === 'totals') takeTotals(reading, fields, lineNumber);
  else if (sort === 'unknown') {
    batch.problems.push(problem('RECORD_UNKNOWN', { fileName, lineNumber, value: printable(line, 40) }));
  } else if (sort !== 'ignored') takePayment(reading, fields, sort === 'credit', place);
}

export type LineSort = 'credit' | 'debit' | 'ignored' | 'totals' | 'unknown';

/** What a line is by its record type; `*` in a list of the profile stands for any type that no other list names. */
export function sortOf({ records, totals }: DelimitedProfile, fields: readonly DelimitedField[]): LineSort {
  if (totals !== null && fields[0]?.text.trim() === totals.record) return 'totals';
  if (records.by === 'place') return 'credit';
  const type = fields[records.column - 1]?.text.trim() ?? '';
  for (const wanted of [type, '*']) {
    if (records.credits.includes(wanted)) return 'credit';
    if (records.debits.includes(wanted)) return 'debit';
    if (records.ignored.includes(wanted)) return 'ignored';
  }
  return 'unknown';
}

function takePayment(reading: Reading, fields: readonly DelimitedField[], isCredit: boolean, place: Place): void {
  const { profile, batch, fileName, readRow } = reading;
  const { lineNumber } = place;
  const { leastColumns } = profile;
  if (fields.length < leastColumns) {
    reading.unreadable += 1;
    const to = fields.at(-1)?.to ?? 1;
    const where = { fileName, lineNumber, field: 'line', from: 1, to };
    const expected = `at least ${leastColumns} columns between "${profile.separator}"`;
    batch.problems.push(problem('LINE_UNREADABLE', { ...where, value: `${fields.length} columns`, expected }));
    return;
  }
  const read = readRow(fields, isCredit);
  if (!read.ok) {
    reading.unreadable += 1;
    for (const fault of read.error) {
      batch.problems.push(
        problem('LINE_UNREADABLE', { fileName, lineNumber, ...fault, value: printable(fault.value) }),
      );
    }
    return;
  }
  reading.count += 1;
  reading.total += read.value.amount;
  reading.currency ??= read.value.currency;
  batch.facts.push(factOf(read.value, place, profile, reading.keys));
}

function takeTotals(reading: Reading, fields: readonly DelimitedField[], lineNumber: number): void {
  const { totals } = reading.profile;
  if (totals === null) return;
  const count = fields[totals.countColumn - 1]?.text.trim() ?? '';
  const total = fields[totals.totalColumn - 1]?.text.trim() ?? '';
  reading.stated = { lineNumber, count, total };
}

/** A file that states its totals must hold them; one that should and does not is cut short. */
function endOfFile(reading: Reading): void {
  const { profile, batch, fileName, held, stated, count, total, lines, unreadable } = reading;
  for (const { place } of held) batch.records.push({ ...place, layoutKey: `${profile.key}.trailer` });
  if (lines === 0) batch.fatal.push(problem('FILE_EMPTY', { fileName }));
  if (profile.totals !== null && stated === null && lines > 0) {
    const expected = `a line that begins with ${profile.totals.record} and states count and total`;
    batch.fatal.push(problem('FILE_INCOMPLETE', { fileName, lineNumber: lines, expected }));
  }
  const isCountRight = stated === null || Number(stated.count) === count + unreadable;
  const isTotalRight = stated === null || amountOf(stated.total, profile.amount) === total;
  const wrong = (field: string, said: string, counted: number): void => {
    const where = { fileName, lineNumber: stated?.lineNumber ?? lines, field };
    batch.fatal.push(problem('TOTALS_WRONG', { ...where, stated: printable(said), counted: String(counted) }));
  };
  if (stated !== null && !isCountRight) wrong('count', stated.count, count);
  if (stated !== null && !isTotalRight && unreadable === 0) wrong('total', stated.total, total);
  if (reading.currency === null || !Number.isSafeInteger(total)) return;
  batch.statements.push({
    lineNumber: 1,
    account: profile.account,
    currency: reading.currency,
    statementId: '',
    from: null,
    to: null,
    opening: null,
    closing: null,
    movements: minor(total),
    entries: count,
    isTied: stated === null ? null : isCountRight && isTotalRight,
  });
}

function factOf(row: DelimitedRow, place: Place, { key }: DelimitedProfile, keys: PaymentKeys): PaymentFact {
  const { account, amount, bookingDate, isCredit, payerAccount, payerId, payerName, texts, uniqueId, virtualAccount } =
    row;
  const what = `${account}|${bookingDate}|${isCredit ? 'C' : 'D'}${amount}`;
  const told = `${virtualAccount}|${payerId}|${payerAccount}|${payerName}|${row.bankCode}`;
  return plainFact(place, {
    recordCode: key,
    means: 'transfer',
    account,
    isCredit,
    currency: row.currency,
    amount,
    effect: minor(isCredit ? amount : -amount),
    valueDate: row.valueDate,
    bookkeepingDate: bookingDate,
    paymentKey: uniqueId === '' ? keys.of(what, told, texts.join('\n')) : keys.of(`${what}|${uniqueId}`, told, ''),
    bankReference: uniqueId,
    bankCode: row.bankCode,
    creditedAccount: virtualAccount,
    payerName,
    payerAccount,
    transactionId: uniqueId,
    references: payerId === '' ? [] : [{ kind: payerIdKind, value: payerId }],
    texts,
  });
}
