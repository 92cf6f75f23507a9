import { minor, zero } from '#kernel';
import { type LsLine, lsChange0930, lsComment0920, lsReceipt0900, lsRemark0910 } from '#schemas/nets';
import type { ListBatch, RemarkFact } from '../facts.ts';
import { readLsFile } from './read-ls-file.ts';

const receipt = lsReceipt0900.get;
const remark = lsRemark0910.get;
const comment = lsComment0920.get;
const change = lsChange0930.get;

/**
 * Reads receipt and remarks of Leverandørservice (0690): 0900 confirms a payment date, 0910 refuses a transaction, 0920
 * comments on one, 0930 tells a change of numbers. The list of error numbers is not public: a number is shown as it came.
 */
export async function* readLs0690(
  source: AsyncIterable<Uint8Array>,
  fileName: string,
): AsyncGenerator<ListBatch<RemarkFact>> {
  yield* readLsFile<RemarkFact>(source, fileName, { family: 'ls-0690', factOf });
}

function factOf(line: LsLine): RemarkFact | undefined {
  if (line.layout?.isReadable(line.bytes, line.text, line.start) !== true) return undefined;
  switch (line.layout) {
    case lsReceipt0900:
      return receiptFact(line);
    case lsRemark0910:
      return aboutFact(line, remark, '0910', 'error');
    case lsComment0920:
      return aboutFact(line, comment, '0920', 'comment');
    default:
      return changeFact(line);
  }
}

/** Spelled out: a hundred thousand times over, an object made by spreading costs ten times as much. */
const factAt = (
  line: LsLine,
  recordCode: string,
  kind: RemarkFact['kind'],
  { creditorNumber, customerNumber, date, amount, count, code, text }: Told,
): RemarkFact => ({
  channel: 'leverandoerservice',
  lineNumber: line.lineNumber,
  byteFrom: line.byteFrom,
  byteTo: line.byteTo,
  recordCode,
  kind,
  creditorNumber,
  debtorGroup: '',
  customerNumber,
  mandateNumber: '',
  date,
  amount,
  count,
  code,
  text,
});

type Told = Pick<RemarkFact, 'creditorNumber' | 'customerNumber' | 'date' | 'amount' | 'count' | 'code' | 'text'>;

/** Collections minus disbursements, and how many of both; the parts stand in the text. */
function receiptFact(line: LsLine): RemarkFact | undefined {
  const { bytes, text, start } = line;
  const creditorNumber = receipt.creditorNo(bytes, text, start);
  const date = receipt.paymentDate(bytes, text, start);
  const countMandates = receipt.countMandates(bytes, text, start);
  const collections = receipt.countCollections(bytes, text, start);
  const collected = receipt.amountCollections(bytes, text, start);
  const disbursements = receipt.countDisbursements(bytes, text, start);
  const disbursed = receipt.amountDisbursements(bytes, text, start);
  if (creditorNumber === undefined || date === undefined || countMandates === undefined) return undefined;
  if (collections === undefined || collected === undefined) return undefined;
  if (disbursements === undefined || disbursed === undefined) return undefined;
  return factAt(line, '0900', 'receipt', {
    creditorNumber,
    customerNumber: '',
    date,
    amount: minor(collected - disbursed),
    count: collections + disbursements,
    code: '',
    text: `collections ${collections}, disbursements ${disbursements}, mandates ${countMandates}`,
  });
}

/** A remark and a comment tell the same of a transaction; only their positions differ. */
function aboutFact(
  line: LsLine,
  get: typeof remark | typeof comment,
  recordCode: string,
  kind: RemarkFact['kind'],
): RemarkFact | undefined {
  const { bytes, text, start } = line;
  const creditorNumber = get.creditorNo(bytes, text, start);
  const customerNumber = get.customerNo(bytes, text, start);
  const date = get.paymentDate(bytes, text, start);
  const amount = get.amount(bytes, text, start);
  const code = get.errorNo(bytes, text, start);
  if (creditorNumber === undefined || customerNumber === undefined || date === undefined) return undefined;
  if (amount === undefined || code === undefined) return undefined;
  const about = get.originalCode(bytes, text, start) ?? '';
  return factAt(line, recordCode, kind, {
    creditorNumber,
    customerNumber,
    date,
    amount,
    count: null,
    code,
    text: aboutText(about),
  });
}

function changeFact(line: LsLine): RemarkFact | undefined {
  const { bytes, text, start } = line;
  const creditorNumber = change.currentCreditorNo(bytes, text, start);
  const customerNumber = change.currentCustomerNo(bytes, text, start);
  const date = change.changeDate(bytes, text, start);
  const newCreditor = change.newCreditorNo(bytes, text, start);
  const newCustomer = change.newCustomerNo(bytes, text, start);
  if (creditorNumber === undefined || customerNumber === undefined || date === undefined) return undefined;
  if (newCreditor === undefined || newCustomer === undefined) return undefined;
  return factAt(line, '0930', 'comment', {
    creditorNumber,
    customerNumber,
    date,
    amount: zero,
    count: null,
    code: '',
    text: `now customer ${newCustomer} of creditor ${newCreditor}`,
  });
}

/** The record type a remark is about, as it came. */
const aboutText = (code: string): string => (code === '' ? '' : `about record ${code}`);
