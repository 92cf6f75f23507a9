import { type Problem, problem } from '#kernel';
import { printable } from '#schemas/kit';
import {
  accountNumber,
  explainReason,
  partyName,
  readIsoAmount,
  readIsoDate,
  readIsoSum,
  statusMeaning,
} from '#schemas/iso20022';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import type { BankReason } from '../facts.ts';
import type { StatusCount, StatusItem } from './status-report.ts';

/** What is known of a report while it is read. */
export interface Reading {
  readonly fileName: string;
  items: number;
  /** OrgnlGrpInfAndSts, which stands before the batches. */
  group: XmlElement | null;
  /** Status codes that were told as unknown: once each. */
  readonly unknown: Set<string>;
  readonly problems: Problem[];
}

export const groupItem = (reading: Reading, element: XmlElement): StatusItem => ({
  ...itemOf(reading, 'group', element, [textAt(element, 'GrpSts')]),
  originalMessageId: textAt(element, 'OrgnlMsgId'),
  originalMessageName: textAt(element, 'OrgnlMsgNmId'),
});

export const paymentItem = (reading: Reading, element: XmlElement): StatusItem => ({
  ...itemOf(reading, 'payment', element, [textAt(element, 'PmtInfSts'), groupCode(reading)]),
  originalPaymentInfoId: textAt(element, 'OrgnlPmtInfId'),
});

/** A transaction's own status holds, however good or bad the news above it is. */
export function transactionItem(reading: Reading, element: XmlElement, payment: XmlElement | undefined): StatusItem {
  const codes = [textAt(element, 'TxSts'), textAt(payment, 'PmtInfSts'), groupCode(reading)];
  const original = at(element, 'OrgnlTxRef');
  return {
    ...itemOf(reading, 'transaction', element, codes),
    ...amountOf(reading, original),
    originalPaymentInfoId: textAt(payment, 'OrgnlPmtInfId'),
    originalInstructionId: textAt(element, 'OrgnlInstrId'),
    originalEndToEndId: textAt(element, 'OrgnlEndToEndId'),
    bankReference: textAt(element, 'AcctSvcrRef'),
    mandateId: textAt(original, 'MndtRltdInf', 'MndtId'),
    debtorName: partyName(at(original, 'Dbtr')),
    debtorAccount: accountNumber(at(original, 'DbtrAcct')),
    creditorAccount: accountNumber(at(original, 'CdtrAcct')),
    creditorId: textAt(original, 'CdtrSchmeId', 'Id', 'PrvtId', 'Othr', 'Id'),
    collectionDate: readIsoDate(textAt(original, 'ReqdColltnDt')),
  };
}

const groupCode = ({ group }: Reading): string => textAt(group ?? undefined, 'GrpSts');

function itemOf(
  reading: Reading,
  level: StatusItem['level'],
  element: XmlElement,
  codes: readonly string[],
): StatusItem {
  const code = codes.find((found) => found !== '') ?? '';
  const { outcome, words } = code === '' ? noStatus : statusMeaning(code);
  reading.items += 1;
  if (code !== '' && outcome === 'unknown' && !reading.unknown.has(code) && reading.unknown.size < mostUnknown) {
    reading.unknown.add(code);
    const value = `status ${printable(code)}`;
    reading.problems.push(problem('RECORD_UNKNOWN', { fileName: reading.fileName, lineNumber: element.line, value }));
  }
  return {
    level,
    number: reading.items,
    lineNumber: element.line,
    byteFrom: element.byteFrom,
    byteTo: element.byteTo,
    ownCode: codes[0] ?? '',
    code,
    outcome,
    words,
    reasons: reasonsOf(element),
    originalMessageId: textAt(reading.group ?? undefined, 'OrgnlMsgId'),
    originalMessageName: textAt(reading.group ?? undefined, 'OrgnlMsgNmId'),
    originalPaymentInfoId: '',
    originalInstructionId: '',
    originalEndToEndId: '',
    mandateId: '',
    debtorName: '',
    debtorAccount: '',
    creditorAccount: '',
    creditorId: '',
    bankReference: '',
    amount: null,
    currency: null,
    collectionDate: null,
    counts: childrenOf(element, 'NbOfTxsPerSts').map(countOf),
  };
}

const noStatus = { outcome: 'unknown', words: 'no status is given' } as const;
/** A broken report may hold a thousand codes; this many tell enough. */
const mostUnknown = 100;

/** Every reason, also the second and third; a code of the bank's own (`Prtry`) as well as one of the list. */
function reasonsOf(element: XmlElement): readonly BankReason[] {
  return childrenOf(element, 'StsRsnInf').map((reason) => {
    const code = textAt(reason, 'Rsn', 'Cd') || textAt(reason, 'Rsn', 'Prtry');
    const text = childrenOf(reason, 'AddtlInf').map((line) => line.text.trim());
    return explainReason(code, text.join(' ').trim());
  });
}

function countOf(element: XmlElement): StatusCount {
  const code = textAt(element, 'DtldSts');
  const sum = readIsoSum(textAt(element, 'DtldCtrlSum'));
  return {
    code,
    outcome: statusMeaning(code).outcome,
    count: textAt(element, 'DtldNbOfTxs'),
    sum: sum.ok ? sum.value : null,
  };
}

function amountOf(reading: Reading, original: XmlElement | undefined): Pick<StatusItem, 'amount' | 'currency'> {
  const element =
    at(original, 'Amt', 'InstdAmt') ?? at(original, 'Amt', 'EqvtAmt', 'Amt') ?? at(original, 'IntrBkSttlmAmt');
  if (element === undefined) return { amount: null, currency: null };
  const read = readIsoAmount(element);
  if (read.ok) return read.value;
  const { line: lineNumber, column, name } = element;
  const place = { fileName: reading.fileName, lineNumber, field: name, from: column, to: column };
  reading.problems.push(problem('LINE_UNREADABLE', { ...place, value: printable(element.text), expected: read.error }));
  return { amount: null, currency: null };
}
