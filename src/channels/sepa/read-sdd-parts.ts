import { type CalendarDate, type Minor, type Problem, problem } from '#kernel';
import { accountNumber, agentBic, partyName, readIsoAmount, readIsoDate, readIsoSum } from '#schemas/iso20022';
import { printable } from '#schemas/kit';
import { at, childrenOf, textAt, type XmlElement } from '#schemas/xml';
import type { ReadAmendment, ReadSddBatch, ReadSddGroup, ReadSddTransaction } from './sdd-file.ts';

/** Where problems of a file go while it is read. */
export interface Reporting {
  readonly fileName: string;
  readonly problems: Problem[];
}

const placeOf = ({ line, byteFrom, byteTo }: XmlElement) => ({ lineNumber: line, byteFrom, byteTo });

export function readGroup(reporting: Reporting, element: XmlElement): ReadSddGroup {
  const party = at(element, 'InitgPty');
  return {
    ...placeOf(element),
    messageId: textAt(element, 'MsgId'),
    createdAt: textAt(element, 'CreDtTm'),
    initiatingParty: { name: partyName(party), id: partyId(party) },
    statedCount: textAt(element, 'NbOfTxs'),
    statedTotal: sumAt(reporting, element),
  };
}

export function readBatch(
  reporting: Reporting,
  element: XmlElement,
  counted: Pick<ReadSddBatch, 'count' | 'total'>,
): ReadSddBatch {
  const booking = textAt(element, 'BtchBookg');
  return {
    ...placeOf(element),
    paymentInfoId: textAt(element, 'PmtInfId'),
    collectionDate: dateAt(reporting, element, 'ReqdColltnDt'),
    sequence: textAt(element, 'PmtTpInf', 'SeqTp'),
    serviceLevel: codeAt(at(element, 'PmtTpInf', 'SvcLvl')),
    localInstrument: codeAt(at(element, 'PmtTpInf', 'LclInstrm')),
    batchBooking: booking === '' ? null : booking === 'true' || booking === '1',
    creditor: {
      name: partyName(at(element, 'Cdtr')),
      account: accountNumber(at(element, 'CdtrAcct')),
      bic: agentBic(at(element, 'CdtrAgt')),
      id: partyId(at(element, 'CdtrSchmeId')),
    },
    statedCount: textAt(element, 'NbOfTxs'),
    statedTotal: sumAt(reporting, element),
    ...counted,
  };
}

export function readTransaction(
  reporting: Reporting,
  element: XmlElement,
  batch: XmlElement | undefined,
  number: number,
): ReadSddTransaction {
  const mandate = at(element, 'DrctDbtTx', 'MndtRltdInf');
  const debtor = at(element, 'Dbtr');
  const remittance = at(element, 'RmtInf');
  const amendment = at(mandate, 'AmdmntInfDtls');
  return {
    ...placeOf(element),
    number,
    paymentInfoId: textAt(batch, 'PmtInfId'),
    instructionId: textAt(element, 'PmtId', 'InstrId'),
    endToEndId: textAt(element, 'PmtId', 'EndToEndId'),
    sequence: textAt(element, 'PmtTpInf', 'SeqTp') || textAt(batch, 'PmtTpInf', 'SeqTp'),
    ...amountOf(reporting, element),
    mandateId: textAt(mandate, 'MndtId'),
    signedOn: dateAt(reporting, mandate, 'DtOfSgntr'),
    amendment: amendment === undefined ? null : readAmendment(amendment),
    debtor: {
      name: partyName(debtor),
      account: accountNumber(at(element, 'DbtrAcct')),
      bic: agentBic(at(element, 'DbtrAgt')),
      country: textAt(debtor, 'PstlAdr', 'Ctry') || textAt(debtor, 'CtryOfRes'),
    },
    texts: childrenOf(remittance, 'Ustrd').map(({ text }) => text.trim()),
    creditorReference: textAt(remittance, 'Strd', 'CdtrRefInf', 'Ref'),
  };
}

const readAmendment = (element: XmlElement): ReadAmendment => ({
  originalMandateId: textAt(element, 'OrgnlMndtId'),
  originalCreditorId: partyId(at(element, 'OrgnlCdtrSchmeId')),
  originalCreditorName: partyName(at(element, 'OrgnlCdtrSchmeId')),
  originalDebtorAccount: accountNumber(at(element, 'OrgnlDbtrAcct')),
  originalDebtorAgent:
    agentBic(at(element, 'OrgnlDbtrAgt')) || textAt(element, 'OrgnlDbtrAgt', 'FinInstnId', 'Othr', 'Id'),
});

/** An organisation's or a person's id; both may stand in a creditor identifier. */
const partyId = (party: XmlElement | undefined): string =>
  textAt(party, 'Id', 'PrvtId', 'Othr', 'Id') || textAt(party, 'Id', 'OrgId', 'Othr', 'Id');

const codeAt = (choice: XmlElement | undefined): string => textAt(choice, 'Cd') || textAt(choice, 'Prtry');

function sumAt(reporting: Reporting, element: XmlElement): Minor | null {
  const stated = at(element, 'CtrlSum');
  if (stated === undefined) return null;
  const read = readIsoSum(stated.text.trim());
  if (read.ok) return read.value;
  report(reporting, stated, read.error);
  return null;
}

function dateAt(reporting: Reporting, element: XmlElement | undefined, name: string): CalendarDate | null {
  const stated = at(element, name);
  if (stated === undefined) return null;
  const date = readIsoDate(stated.text.trim());
  if (date === null) report(reporting, stated, 'a date such as 2026-12-01');
  return date;
}

function amountOf(reporting: Reporting, element: XmlElement): Pick<ReadSddTransaction, 'amount' | 'currency'> {
  const stated = at(element, 'InstdAmt');
  if (stated === undefined) {
    report(reporting, element, 'an amount (InstdAmt)');
    return { amount: null, currency: null };
  }
  const read = readIsoAmount(stated);
  if (read.ok) return read.value;
  report(reporting, stated, read.error);
  return { amount: null, currency: null };
}

function report({ fileName, problems }: Reporting, element: XmlElement, expected: string): void {
  const { line: lineNumber, column, name: field, text } = element;
  const place = { fileName, lineNumber, field, from: column, to: column };
  problems.push(problem('LINE_UNREADABLE', { ...place, value: printable(text), expected }));
}
