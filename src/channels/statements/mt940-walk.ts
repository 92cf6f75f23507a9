import { problem } from '#kernel';
import {
  decoderOf,
  type Mt940Entry,
  type Mt940Field,
  mt940Cutter,
  mt940Tags,
  readBalance,
  readEntry,
  readFloorCurrency,
  readReportDate,
  readStatementNumber,
  readSum,
} from '#schemas/statements';
import type { ReadBatch } from '../facts.ts';
import { accountOf } from './account-of.ts';
import { effectOfEntry, entryFact } from './mt940-facts.ts';
import type { Mt940Settings } from './mt940-settings.ts';
import {
  countEntry,
  isNextPage,
  joinPage,
  messageProblems,
  type Mt940Message,
  newMessage,
  pageProblems,
  summaryOf,
} from './mt940-statement.ts';
import {
  type Mt940Walk,
  newBatch,
  setCurrency,
  tellCurrency,
  tellHeader,
  unknownRecord,
  unreadable,
  type Walking,
} from './mt940-walking.ts';
import { type ByteRange, paymentKeys } from './payment-keys.ts';

export function walkMt940(fileName: string, settings: Mt940Settings): Mt940Walk {
  let batch = newBatch();
  const cutter = mt940Cutter();
  const walking: Walking = {
    fileName,
    settings,
    context: { settings, decode: decoderOf(settings.charset), keys: paymentKeys() },
    batch: () => batch,
    message: null,
    entry: null,
    pages: null,
    isHeaderTold: false,
    sawMessage: false,
    sawEnd: false,
    isEnded: false,
    createdOn: null,
  };
  const visit = (field: Mt940Field): void => takeField(walking, field);
  const taken = (): ReadBatch => {
    const told = batch;
    batch = newBatch();
    return told;
  };
  return {
    through: (block) => {
      cutter.through(block, visit);
      return taken();
    },
    end: () => {
      cutter.end(visit);
      endOfFile(walking);
      return taken();
    },
  };
}

function takeField(walking: Walking, field: Mt940Field): void {
  if (field.kind !== 'field') {
    takeFrame(walking, field);
    return;
  }
  if (field.tag === '61') {
    closeEntry(walking);
    openEntry(walking, field);
    return;
  }
  if (field.tag === '86') {
    takeDetails(walking, field);
    return;
  }
  closeEntry(walking);
  const { lineNumber, byteFrom, byteTo, tag } = field;
  const isKnown = Object.hasOwn(mt940Tags, tag);
  walking.batch().records.push({ lineNumber, byteFrom, byteTo, layoutKey: isKnown ? `mt940.${tag}` : null });
  if (isKnown) takeTag(walking, field);
  else unknownRecord(walking, field, `:${tag}:${field.lines[0] ?? ''}`);
}

function takeFrame(walking: Walking, field: Mt940Field): void {
  closeEntry(walking);
  const { lineNumber, byteFrom, byteTo, kind } = field;
  const isNoise = kind === 'noise';
  walking.batch().records.push({ lineNumber, byteFrom, byteTo, layoutKey: isNoise ? null : `mt940.${kind}` });
  if (isNoise) unknownRecord(walking, field, field.lines[0] ?? '');
  else endMessage(walking);
  if (kind !== 'end') return;
  walking.sawEnd = true;
  walking.isEnded = true;
}

function takeTag(walking: Walking, field: Mt940Field): void {
  const first = field.lines[0] ?? '';
  const { tag } = field;
  if (tag === '20') {
    endMessage(walking);
    messageAt(walking, field);
    return;
  }
  if (tag === '25' || tag === '25P') {
    const account = accountOf(first);
    if (walking.message !== null && walking.message.account !== '') endMessage(walking);
    messageAt(walking, field).account = account;
    return;
  }
  if (tag === '60F' || tag === '60M') {
    takeOpening(walking, field, first);
    return;
  }
  const message = messageAt(walking, field);
  if (tag === '28' || tag === '28C') Object.assign(message, readStatementNumber(first));
  else if (tag === '34F') takeFloor(walking, message, first);
  else if (tag === '13' || tag === '13D') walking.createdOn ??= readReportDate(first) ?? null;
  else if (tag === '62F' || tag === '62M') takeClosing(walking, message, field, first);
  else if (tag === '90D' || tag === '90C') takeSum(walking, message, field, first);
}

/** The message that is open; a field outside any opens one, so that a lost tag 20 costs no entry. */
function messageAt(walking: Walking, { lineNumber }: Mt940Field): Mt940Message {
  walking.message ??= newMessage(lineNumber, '');
  walking.sawMessage = true;
  walking.isEnded = false;
  return walking.message;
}

function takeOpening(walking: Walking, field: Mt940Field, text: string): void {
  const before = walking.message;
  if (before?.hasOpening || before?.hasClosing) {
    endMessage(walking);
    messageAt(walking, field).account = before.account;
  }
  const message = messageAt(walking, field);
  const isFirst = field.tag === '60F';
  message.hasOpening = true;
  const read = readBalance(text, field.tag.length + 2);
  if (read.ok) {
    const { amount, date, currency } = read.value;
    message.opening = { amount, date, isFirst };
    setCurrency(message, currency);
  } else {
    unreadable(walking, field.lineNumber, read.error);
    setCurrency(message, /^[CD]?\d{0,6}([A-Z]{3})/.exec(text)?.[1] ?? '');
  }
  tellHeader(walking, 'mt940');
}

function takeFloor(walking: Walking, message: Mt940Message, text: string): void {
  const currency = readFloorCurrency(text);
  if (currency !== undefined && message.currencyCode === '') setCurrency(message, currency);
  tellHeader(walking, 'mt942');
}

function takeClosing(walking: Walking, message: Mt940Message, field: Mt940Field, text: string): void {
  message.hasClosing = true;
  const { lineNumber } = field;
  const read = readBalance(text, field.tag.length + 2);
  if (!read.ok) {
    unreadable(walking, lineNumber, read.error);
    return;
  }
  const { amount, date, currency } = read.value;
  if (message.currencyCode === '') setCurrency(message, currency);
  if (currency !== message.currencyCode) {
    const expected = `${message.currencyCode}, as in the opening balance`;
    unreadable(walking, lineNumber, { field: 'currency', from: 13, to: 15, value: currency, expected });
  } else message.closing = { amount, date, lineNumber, isLast: field.tag === '62F' };
}

function takeSum(walking: Walking, message: Mt940Message, field: Mt940Field, text: string): void {
  const read = readSum(text, field.tag.length + 2);
  if (!read.ok) {
    unreadable(walking, field.lineNumber, read.error);
    return;
  }
  const stated = { ...read.value, lineNumber: field.lineNumber };
  if (field.tag === '90D') message.statedDebits = stated;
  else message.statedCredits = stated;
}

function openEntry(walking: Walking, field: Mt940Field): void {
  const { lineNumber, byteFrom, byteTo, lines, isAscii } = field;
  const message = messageAt(walking, field);
  let entry: Mt940Entry | null = null;
  const read = readEntry(lines[0] ?? '');
  if (!read.ok) unreadable(walking, lineNumber, read.error);
  else if (isPending(read.value) || countEntry(message, effectOfEntry(read.value), read.value.bookingDate)) {
    entry = read.value;
  } else {
    const value = lines[0] ?? '';
    const expected = 'an amount with which the sum of the statement can be exact';
    unreadable(walking, lineNumber, { field: 'amount', from: 5, to: 4 + value.length, value, expected });
  }
  walking.entry = {
    entry,
    lineNumber,
    byteFrom,
    byteTo,
    supplement: lines.length === 1 ? none : lines.slice(1),
    details: none,
    isAscii,
    first: lines[0] ?? '',
    firstBytes: entry === null ? null : firstBytesOf(field, entry.typeAt),
    detailBytes: null,
  };
}

const none: readonly string[] = [];

const isPending = ({ mark }: Mt940Entry): boolean => mark === 'EC' || mark === 'ED';

/** Details behind an entry are its own; behind a balance they are the statement's and tell nothing of a payment. */
function takeDetails(walking: Walking, field: Mt940Field): void {
  const { entry } = walking;
  const { lineNumber, byteFrom, byteTo, lines } = field;
  if (entry === null) {
    walking.batch().records.push({ lineNumber, byteFrom, byteTo, layoutKey: 'mt940.86' });
    return;
  }
  entry.detailBytes = entry.details.length === 0 ? rangeOf(field) : null;
  entry.details = entry.details.length === 0 ? lines : [...entry.details, ...lines].slice(0, mostLines);
  entry.byteTo = byteTo;
  if (!field.isAscii) entry.isAscii = false;
}

/** Type and references of tag 61, when its first line lies in one block as it is. */
const firstBytesOf = ({ bytes, from, lines }: Mt940Field, typeAt: number): ByteRange | null =>
  bytes === null ? null : { bytes, from: from + typeAt, to: from + (lines[0] ?? '').length };

const rangeOf = ({ bytes, from, to }: Mt940Field): ByteRange | null => (bytes === null ? null : { bytes, from, to });

/** Of details that a broken file repeats without end. */
const mostLines = 1000;

function closeEntry(walking: Walking): void {
  const open = walking.entry;
  const { message } = walking;
  walking.entry = null;
  if (open === null || message === null) return;
  const { lineNumber, byteFrom, byteTo, entry } = open;
  const batch = walking.batch();
  batch.records.push({ lineNumber, byteFrom, byteTo, layoutKey: 'mt940.61' });
  if (entry === null) return;
  if (message.currency === null) {
    tellCurrency(walking, message, lineNumber);
    return;
  }
  batch.facts.push(entryFact(open, entry, message.account, message.currency, walking.context));
}

function endMessage(walking: Walking): void {
  closeEntry(walking);
  const { message, pages, fileName } = walking;
  walking.message = null;
  if (message === null || (!message.hasOpening && message.entries === 0 && message.statedCredits === null)) return;
  const batch = walking.batch();
  tellHeader(walking, message.hasOpening ? 'mt940' : 'mt942');
  batch.problems.push(...messageProblems(message, fileName));
  let statement = message;
  if (pages !== null) {
    if (isNextPage(pages, message)) {
      batch.problems.push(...pageProblems(pages, message, fileName));
      statement = joinPage(pages, message);
    } else tellStatement(walking, pages);
    walking.pages = null;
  }
  if (message.closing?.isLast === false) walking.pages = statement;
  else tellStatement(walking, statement);
}

function tellStatement(walking: Walking, message: Mt940Message): void {
  const summary = summaryOf(message);
  if (summary !== null) walking.batch().statements.push(summary);
}

function endOfFile(walking: Walking): void {
  closeEntry(walking);
  const { message, fileName, sawMessage, sawEnd, isEnded } = walking;
  const batch = walking.batch();
  const isCut = message !== null && !message.hasClosing && (message.hasOpening || (sawEnd && !isEnded));
  if (isCut) {
    const expected = message.hasOpening ? 'a closing balance (tag 62F or 62M)' : 'the end of the message (-)';
    batch.fatal.push(problem('FILE_INCOMPLETE', { fileName, lineNumber: message.lineNumber, expected }));
    message.hasClosing = true;
  }
  endMessage(walking);
  if (walking.pages !== null) tellStatement(walking, walking.pages);
  walking.pages = null;
  if (!sawMessage) batch.fatal.push(problem('FILE_UNKNOWN', { fileName, startsWith: 'no field of MT940 or MT942' }));
}
