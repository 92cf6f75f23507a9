import { decimalFromMinor, type Minor, minor, negate, problem } from '#kernel';
import { textAt, type XmlElement } from '#schemas/xml';
import { type CamtDetail, detailOf } from './camt-detail.ts';
import { type CamtEntry, entryOf } from './camt-entry.ts';
import { factOf, type FactParts } from './camt-fact.ts';
import { type Part, partOf, signedAmount, tieOf } from './camt-parts.ts';
import {
  type CamtReading,
  nextRecord,
  noteFinding,
  type OpenEntry,
  type OpenStatement,
  unreadable,
} from './camt-reading.ts';
import { count } from './camt-statement.ts';
import { paymentKeys } from './payment-keys.ts';

/** So many transactions of one entry wait in memory until it is known whether they add up to it. */
export const mostKept = 5_000;

/** The bank's references of one entry that are remembered, so that two equal ones are told apart. */
const mostReferences = 100_000;

export function openEntry(reading: CamtReading, element: XmlElement): OpenEntry {
  if (reading.entry?.element === element) return reading.entry;
  const opened: OpenEntry = {
    element,
    details: [],
    batchCount: 0,
    batch: undefined,
    stream: null,
    seen: new Map(),
    keys: null,
  };
  reading.entry = opened;
  const { statement } = reading;
  if (statement !== null && statement.firstEntryAt < 0) statement.firstEntryAt = element.byteFrom;
  return opened;
}

export function noteBatch(entry: OpenEntry, batch: XmlElement | undefined): void {
  if (batch === undefined) return;
  const stated = textAt(batch, 'NbOfTxs');
  entry.batch ??= batch;
  if (/^\d{1,15}$/.test(stated)) entry.batchCount += Number(stated);
}

export function takeDetail(reading: CamtReading, statement: OpenStatement, entry: OpenEntry, detail: CamtDetail): void {
  if (entry.stream !== null) {
    streamDetail(reading, statement, entry, detail);
    return;
  }
  entry.details.push(detail);
  if (entry.details.length <= mostKept) return;
  const read = entryOf(entry.element, statement.head.currencyCode);
  entry.stream = { head: read.ok ? read.value : null, told: 0, count: 0, isComplete: true };
  const { details } = entry;
  entry.details = [];
  for (const waiting of details) streamDetail(reading, statement, entry, waiting);
}

function streamDetail(reading: CamtReading, statement: OpenStatement, entry: OpenEntry, detail: CamtDetail): void {
  const { stream } = entry;
  if (stream === null || stream.head === null) return;
  const part = partOf(detail, stream.head);
  stream.count += 1;
  stream.told += signedAmount(part);
  if (part.amount === null) stream.isComplete = false;
  else tellPart(reading, statement, entry, stream.head, part, part.amount);
}

/** An entry has ended: its facts are told, or why there are none. */
export function endEntry(reading: CamtReading, statement: OpenStatement, entry: OpenEntry): void {
  reading.entry = null;
  const read = entryOf(entry.element, statement.head.currencyCode);
  const lateHead = read.ok && entry.stream?.head === null;
  if (!read.ok || lateHead) {
    nextRecord(reading, entry.element, 'Ntry');
    const expected = `the amount, direction and status in front of more than ${mostKept} transactions`;
    const late = { element: entry.element, field: 'Ntry/NtryDtls', value: '', expected };
    unreadable(reading, read.ok ? late : read.error);
    statement.tally.unreadable += 1;
    return;
  }
  const head = read.value;
  if (statement.currencyOfEntries === '') statement.currencyOfEntries = head.currency;
  const currency = statement.head.currencyCode || statement.currencyOfEntries;
  // An entry in another currency than its account's can be tied to no balance.
  if (head.currency === currency) count(statement.tally, head);
  else statement.tally.unreadable += 1;
  if (entry.stream !== null) endStream(reading, entry, head);
  else if (entry.details.length === 0) tellEntry(reading, statement, entry, head);
  else tellDetails(reading, statement, entry, head);
}

function tellDetails(reading: CamtReading, statement: OpenStatement, entry: OpenEntry, head: CamtEntry): void {
  const parts = entry.details.map((detail) => partOf(detail, head));
  const tie = tieOf(parts, head);
  const [only] = parts;
  if (tie.kind === 'untied') {
    const span = parts.length === 1 && only !== undefined ? only.detail : entry.element;
    const words = 'the transactions of this entry do not add up to it';
    tellWhole(reading, statement, entry, head, {
      detail: only?.detail ?? null,
      span,
      words,
      isAlone: parts.length === 1,
    });
    untied(reading, entry, head, tie.told, parts.length, 'problems');
  } else if (parts.length === 1 && only !== undefined) {
    const words = entry.batchCount > 1 ? sumWords(reading, entry) : null;
    tellWhole(reading, statement, entry, head, { detail: only.detail, span: only.detail, words, isAlone: true });
  } else {
    const isTurned = tie.kind === 'parts' && tie.isTurned;
    for (const part of parts) {
      const told = isTurned ? { ...part, isCredit: head.isCredit } : part;
      if (told.amount !== null) tellPart(reading, statement, entry, head, told, told.amount);
    }
  }
}

/** An entry that tells no transactions is one itself, unless it says that it is the sum of several. */
function tellEntry(reading: CamtReading, statement: OpenStatement, entry: OpenEntry, head: CamtEntry): void {
  // A batch that does not say how many payments it holds is one all the same.
  const isBatch = entry.batch !== undefined && entry.batchCount !== 1;
  const isSum = isBatch || head.isToldElsewhere;
  const detail = entry.batch === undefined ? null : detailOf(nothing, entry.batch);
  const words = isSum ? sumWords(reading, entry) : null;
  tellWhole(reading, statement, entry, head, { detail, span: entry.element, words, isAlone: true });
}

/** An element that says nothing: a transaction of which only its batch is known. */
const nothing: XmlElement = {
  name: 'TxDtls',
  namespace: '',
  attributes: [],
  text: '',
  children: [],
  byteFrom: 0,
  byteTo: 0,
  line: 1,
  column: 1,
};

function sumWords({ message }: CamtReading, { batchCount }: OpenEntry): string {
  const many = batchCount > 1 ? `${batchCount} payments` : 'several payments';
  return message?.kind === 'camt.054'
    ? `The sum of ${many}, which the bank does not tell one by one here.`
    : `The sum of ${many}; the bank tells them one by one in a camt.054.`;
}

/** The whole amount of an entry as one fact. */
function tellWhole(
  reading: CamtReading,
  statement: OpenStatement,
  entry: OpenEntry,
  head: CamtEntry,
  what: {
    readonly detail: CamtDetail | null;
    readonly span: { readonly byteFrom: number; readonly byteTo: number };
    readonly words: string | null;
    readonly isAlone: boolean;
  },
): void {
  const { detail, span, words, isAlone } = what;
  const parts: FactParts = {
    entry: head,
    detail: isAlone ? detail : null,
    amount: head.amount,
    isCredit: head.isCredit,
    sumWords: words,
    isAlone,
    account: statement.head.account,
    isCopy: statement.head.isCopy,
  };
  const place = nextRecord(reading, span, span === entry.element ? 'Ntry' : 'TxDtls');
  const reference = head.bankReference || (detail?.bankReference ?? '');
  const identity = identityOf(statement, head, head.isCredit ? head.amount : negate(head.amount));
  const key = reference === '' ? reading.keys.of(identity, '', contentOf(parts)) : `${identity}|${reference}`;
  reading.sheet.facts.push(factOf(parts, place, key));
}

/** One transaction of several. */
function tellPart(
  reading: CamtReading,
  statement: OpenStatement,
  entry: OpenEntry,
  head: CamtEntry,
  part: Part,
  amount: Minor,
): void {
  const { detail, isCredit } = part;
  const parts: FactParts = {
    entry: head,
    detail,
    amount,
    isCredit,
    sumWords: null,
    isAlone: false,
    account: statement.head.account,
    isCopy: statement.head.isCopy,
  };
  const place = nextRecord(reading, detail, 'TxDtls');
  const identity = identityOf(statement, head, isCredit ? amount : negate(amount));
  reading.sheet.facts.push(factOf(parts, place, partKey(reading, entry, head, parts, identity)));
}

/**
 * The bank's own reference of the transaction, else that of the entry with what the transaction says, else what it says
 * alone. Equal ones are told apart inside their entry: the same entry in another file gives the same keys.
 */
function partKey(reading: CamtReading, entry: OpenEntry, head: CamtEntry, parts: FactParts, identity: string): string {
  const own = parts.detail?.bankReference ?? '';
  if (own !== '' && own !== head.bankReference) {
    const key = `${identity}|${own}`;
    if (entry.seen.size >= mostReferences) entry.seen.clear();
    const times = (entry.seen.get(key) ?? 0) + 1;
    entry.seen.set(key, times);
    return times === 1 ? key : `${key}|${times}`;
  }
  if (head.bankReference === '') return reading.keys.of(identity, '', contentOf(parts));
  entry.keys ??= paymentKeys();
  return entry.keys.of(`${identity}|${head.bankReference}`, '', contentOf(parts));
}

/** What is only announced never has the key of the money that comes later. */
function identityOf({ head }: OpenStatement, { status, bookingDate, valueDate }: CamtEntry, signed: Minor): string {
  const told = status === 'booked' ? '' : `${status}|`;
  return `${told}${head.account}|${bookingDate ?? valueDate ?? ''}|${signed}`;
}

function contentOf({ entry, detail }: FactParts): string {
  if (detail === null) return entry.text;
  const { debtorName, debtorAccount, creditorAccount, endToEndId, mandateId, transactionId, references, texts } =
    detail;
  const told = references.map(({ kind, value }) => `${kind}/${value}`);
  return [debtorName, debtorAccount, creditorAccount, endToEndId, mandateId, transactionId, ...told, ...texts].join(
    '|',
  );
}

function endStream(reading: CamtReading, entry: OpenEntry, head: CamtEntry): void {
  const { stream } = entry;
  if (stream === null) return;
  const own = head.isCredit ? head.amount : -head.amount;
  if (stream.isComplete && stream.told === own) return;
  untied(reading, entry, head, stream.isComplete ? minor(stream.told) : null, stream.count, 'fatal');
}

function untied(
  reading: CamtReading,
  entry: OpenEntry,
  head: CamtEntry,
  told: Minor | null,
  details: number,
  where: 'problems' | 'fatal',
): void {
  const why = told === null ? 'a transaction has no amount in the currency of the entry' : 'the sum is another';
  const entryMinor = head.isCredit ? head.amount : negate(head.amount);
  noteFinding(reading, entry.element, {
    field: 'Ntry/NtryDtls',
    value: told === null ? '' : decimalFromMinor(told),
    expected: `${decimalFromMinor(entryMinor)}, the amount of the entry, as the sum of its ${details} transactions`,
    remedy: `Ask the bank what the entry is made of: ${why}.`,
  });
  reading.sheet[where].push(
    problem('ENTRY_NOT_TIED', {
      fileName: reading.fileName,
      lineNumber: reading.number,
      reference: head.bankReference || `line ${entry.element.line}`,
      details,
      entryMinor,
      detailsMinor: told ?? 0,
      why,
    }),
  );
}
