import { type CalendarDate, problem, zero } from '#kernel';
import { ddmmyyOrNone } from '#schemas/kit';
import { kindOfText, receipt0280First, receipt0280Second, remark0621, start0621, type WalkedLine } from '#schemas/nets';
import type { ListBatch, RemarkFact } from '../facts.ts';
import type { OpenBatch } from '../nets/read-lines.ts';
import { readList } from './read-list.ts';
import { unreadable } from '../nets/unreadable.ts';

const first = receipt0280First.get;
const second = receipt0280Second.get;
const remark = remark0621.get;

/**
 * Reads the electronic information list (0621): what Nets registered of a delivery, and what it says about single
 * records. The list of texts is not public, so a text is kept and shown, never interpreted beyond its second digit.
 *
 * Any 022 record tells a fact, in whatever section it stands: an error nobody reads would be a collection nobody misses.
 */
export async function* read0621(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<ListBatch<RemarkFact>> {
  const state: State = { fileName, waiting: null };
  yield* readList<RemarkFact>(source, fileName, {
    type: '0621',
    start: start0621.get,
    take: (line, batch) => takeRecord(state, line, batch),
    takesUnknown: (line) => line.recordType === 22 && line.delivery?.type === '0621',
    end: (batch) => giveUp(state, batch),
  });
}

interface State {
  readonly fileName: string;
  /** A first record that waits for the second, which holds the text number of both. */
  waiting: RemarkFact | null;
}

function takeRecord(state: State, line: WalkedLine, batch: OpenBatch<RemarkFact>): void {
  const { waiting } = state;
  if (line.layout === receipt0280Second && waiting !== null && groupOf(line) === waiting.debtorGroup) {
    const joined = joinedFact(line, waiting);
    if (joined !== undefined) {
      state.waiting = null;
      batch.facts.push(joined);
      tellAmount(state, line, waiting, batch);
      return;
    }
  }
  giveUp(state, batch);
  const isFirst = line.layout === receipt0280First;
  const fact = isFirst ? firstFact(line) : line.layout === receipt0280Second ? secondFact(line) : remarkFact(line);
  if (fact === undefined) batch.problems.push(...unreadable(line, state.fileName));
  else if (isFirst) state.waiting = fact;
  else batch.facts.push(fact);
}

/** A first record whose second never came is told without a text number. */
function giveUp(state: State, batch: OpenBatch<RemarkFact>): void {
  if (state.waiting !== null) batch.facts.push(state.waiting);
  state.waiting = null;
}

const groupOf = (line: WalkedLine): string | undefined => second.debtorGroupNo(line.bytes, line.text, line.start);

function firstFact(line: WalkedLine): RemarkFact | undefined {
  const { bytes, text, start } = line;
  const creditorNumber = first.pbsNo(bytes, text, start);
  const debtorGroup = first.debtorGroupNo(bytes, text, start);
  const customerNumber = first.customerNo(bytes, text, start);
  const mandateNumber = first.mandateNo(bytes, text, start);
  const date = first.paymentDate(bytes, text, start);
  const amount = first.amount(bytes, text, start);
  const count = first.countPayments(bytes, text, start);
  if (creditorNumber === undefined || debtorGroup === undefined || customerNumber === undefined) return undefined;
  if (mandateNumber === undefined || date === undefined || amount === undefined || count === undefined)
    return undefined;
  return {
    channel: 'betalingsservice',
    lineNumber: line.lineNumber,
    byteFrom: line.byteFrom,
    byteTo: line.byteTo,
    recordCode: '0280',
    kind: 'comment',
    creditorNumber,
    debtorGroup,
    customerNumber: withoutZeros(customerNumber),
    mandateNumber: mandateNumber ?? '',
    date,
    amount,
    count,
    code: '',
    text: '',
  };
}

function joinedFact(line: WalkedLine, before: RemarkFact): RemarkFact | undefined {
  const { bytes, text: block, start, byteTo } = line;
  const code = second.textNo(bytes, block, start);
  const text = second.text(bytes, block, start);
  if (code === undefined || text === undefined) return undefined;
  return {
    channel: before.channel,
    lineNumber: before.lineNumber,
    byteFrom: before.byteFrom,
    byteTo,
    recordCode: before.recordCode,
    kind: kindOfText(code) ?? 'comment',
    creditorNumber: before.creditorNumber,
    debtorGroup: before.debtorGroup,
    customerNumber: before.customerNumber,
    mandateNumber: before.mandateNumber,
    date: before.date,
    amount: before.amount,
    count: before.count,
    code,
    text: text.trimStart(),
  };
}

/** A second record without its first. */
function secondFact(line: WalkedLine): RemarkFact | undefined {
  const { bytes, text, start } = line;
  const creditorNumber = second.pbsNo(bytes, text, start);
  const debtorGroup = second.debtorGroupNo(bytes, text, start);
  const amount = second.amount(bytes, text, start);
  if (creditorNumber === undefined || debtorGroup === undefined || amount === undefined) return undefined;
  return joinedFact(line, {
    channel: 'betalingsservice',
    lineNumber: line.lineNumber,
    byteFrom: line.byteFrom,
    byteTo: line.byteTo,
    recordCode: '0280',
    kind: 'comment',
    creditorNumber,
    debtorGroup,
    customerNumber: '',
    mandateNumber: '',
    date: null,
    amount,
    count: null,
    code: '',
    text: '',
  });
}

/**
 * A remark of which only some places are known. Nothing in it but its creditor and its signs can make it unreadable, and
 * what stands between the known places goes along as its text.
 */
function remarkFact(line: WalkedLine): RemarkFact | undefined {
  const { bytes, text, start } = line;
  const creditorNumber = remark.pbsNo(bytes, text, start);
  const recordCode = remark.transactionCode(bytes, text, start);
  const debtorGroup = remark.debtorGroupNo(bytes, text, start);
  const customerNumber = remark.customerNo(bytes, text, start);
  const mandateNumber = remark.mandateNo(bytes, text, start);
  const between = remark.between(bytes, text, start);
  const code = remark.textNo(bytes, text, start);
  if (creditorNumber === undefined || recordCode === undefined || debtorGroup === undefined) return undefined;
  if (customerNumber === undefined || mandateNumber === undefined) return undefined;
  if (between === undefined || code === undefined) return undefined;
  return {
    channel: 'betalingsservice',
    lineNumber: line.lineNumber,
    byteFrom: line.byteFrom,
    byteTo: line.byteTo,
    recordCode,
    kind: kindOfText(code) ?? 'comment',
    creditorNumber,
    debtorGroup,
    customerNumber: withoutZeros(customerNumber),
    mandateNumber: withoutZeros(mandateNumber),
    date: dateOfRemark(line),
    amount: zero,
    count: null,
    code,
    text: between.trim(),
  };
}

const remarkDate = ddmmyyOrNone.reader(49, 6);

const dateOfRemark = ({ bytes, text, start }: WalkedLine): CalendarDate | null =>
  remarkDate(bytes, text, start) ?? null;

/** Zeros all over mean that the record is about no single customer or mandate. */
const withoutZeros = (number: string): string => (/^0+$/.test(number) ? '' : number);

/** The second record repeats the amount of the first (inferred): another one is told, and the first is believed. */
function tellAmount(state: State, line: WalkedLine, { amount }: RemarkFact, batch: OpenBatch<RemarkFact>): void {
  const repeated = second.amount(line.bytes, line.text, line.start);
  if (repeated === amount) return;
  const { lineNumber } = line;
  const both = { stated: String(repeated ?? 'unreadable'), counted: String(amount) };
  batch.problems.push(problem('TOTALS_WRONG', { fileName: state.fileName, lineNumber, field: '022.amount', ...both }));
}
