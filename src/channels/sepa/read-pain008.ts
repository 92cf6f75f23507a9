import { decimalFromMinor, type Minor, minor, type Problem, problem } from '#kernel';
import { messageOf, readIsoDate, xmlProblem } from '#schemas/iso20022';
import { readXmlRecords, type XmlElement, type XmlRecord } from '#schemas/xml';
import type { RecordSpan } from '../facts.ts';
import { readBatch, readGroup, readTransaction, type Reporting } from './read-sdd-parts.ts';
import type { ReadSddBatch, ReadSddGroup, ReadSddTransaction, SddFileBatch } from './sdd-file.ts';

const paths = {
  group: 'Document/*/GrpHdr',
  batch: 'Document/*/PmtInf',
  transaction: 'Document/*/PmtInf/DrctDbtTxInf',
} as const;

/**
 * Reads a file of direct debits back, our own or a foreign one, as it streams; counts and sums of the batches and of the
 * file are compared with what they state. Never throws on content.
 */
export async function* readPain008(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<SddFileBatch> {
  const reading = newReading(fileName);
  for await (const found of readXmlRecords(countedBytes(source, reading), { records: Object.values(paths) })) {
    const message = found.firstChild && messageOf(found.firstChild.namespace, found.firstChild.name);
    if (found.firstChild && !reading.isStarted) {
      reading.isStarted = true;
      reading.isForeign = message?.kind !== 'pain.008';
      if (reading.isForeign) reading.fatal.push(foreign(found.firstChild, fileName));
    }
    if (!reading.isForeign) for (const record of found.records) takeRecord(reading, record);
    if (found.fault) reading.fatal.push(reading.isEmpty ? empty(fileName) : xmlProblem(found.fault, fileName));
    const { group, batches, transactions, records, problems, fatal } = reading;
    if (records.length + problems.length + fatal.length === 0) continue;
    const newGroup = reading.isGroupNew ? group : null;
    const header = newGroup && {
      messageId: newGroup.messageId || null,
      variant: message?.name ?? 'pain.008',
      createdOn: readIsoDate(newGroup.createdAt),
    };
    yield {
      ...(header ? { header } : {}),
      message,
      group: newGroup,
      batches: batches.splice(0),
      transactions: transactions.splice(0),
      records: records.splice(0),
      problems: problems.splice(0),
      fatal: fatal.splice(0),
    };
    reading.isGroupNew = false;
  }
  const wrong = reading.isForeign || reading.isEmpty || !reading.isStarted ? [] : groupFaults(reading);
  if (wrong.length === 0) return;
  yield { message: null, group: null, batches: [], transactions: [], records: [], problems: [], fatal: wrong };
}

interface Counting {
  count: number;
  total: number;
  /** An amount could not be read: the total is not known. */
  isUnsure: boolean;
}

interface Reading extends Reporting {
  isEmpty: boolean;
  isStarted: boolean;
  isForeign: boolean;
  isGroupNew: boolean;
  group: ReadSddGroup | null;
  readonly inFile: Counting;
  inBatch: Counting;
  readonly batches: ReadSddBatch[];
  readonly transactions: ReadSddTransaction[];
  readonly records: RecordSpan[];
  readonly fatal: Problem[];
}

const noCount = (): Counting => ({ count: 0, total: 0, isUnsure: false });

const newReading = (fileName: string): Reading => ({
  fileName,
  isEmpty: true,
  isStarted: false,
  isForeign: false,
  isGroupNew: false,
  group: null,
  inFile: noCount(),
  inBatch: noCount(),
  batches: [],
  transactions: [],
  records: [],
  problems: [],
  fatal: [],
});

async function* countedBytes(source: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (chunk.length > 0) reading.isEmpty = false;
    yield chunk;
  }
}

const empty = (fileName: string): Problem => problem('FILE_EMPTY', { fileName });

const foreign = (child: XmlElement, fileName: string): Problem =>
  problem('FILE_UNKNOWN', { fileName, startsWith: `<${child.name}> of ${child.namespace || 'no namespace'}` });

function takeRecord(reading: Reading, { element, path, within }: XmlRecord): void {
  const { line: lineNumber, byteFrom, byteTo, name } = element;
  reading.records.push({ lineNumber, byteFrom, byteTo, layoutKey: `pain.008 ${name}` });
  if (path === paths.group) {
    reading.group = readGroup(reading, element);
    reading.isGroupNew = true;
  } else if (path === paths.batch) {
    endBatch(reading, element);
  } else {
    const transaction = readTransaction(reading, element, within[0], reading.inFile.count + 1);
    for (const counting of [reading.inFile, reading.inBatch]) add(counting, transaction.amount);
    reading.transactions.push(transaction);
  }
}

function add(counting: Counting, amount: Minor | null): void {
  counting.count += 1;
  const total = counting.total + (amount ?? 0);
  if (amount === null || !Number.isSafeInteger(total)) counting.isUnsure = true;
  else counting.total = total;
}

function endBatch(reading: Reading, element: XmlElement): void {
  const { count, total, isUnsure } = reading.inBatch;
  const batch = readBatch(reading, element, { count, total: isUnsure ? null : minor(total) });
  reading.batches.push(batch);
  const place = { fileName: reading.fileName, lineNumber: batch.lineNumber, where: `PmtInf ${batch.paymentInfoId}` };
  reading.fatal.push(...totalFaults(place, batch, reading.inBatch));
  reading.inBatch = noCount();
}

function groupFaults(reading: Reading): readonly Problem[] {
  const { fileName, group } = reading;
  if (group === null) {
    return [problem('FILE_INCOMPLETE', { fileName, lineNumber: 1, expected: 'the head of the file (GrpHdr)' })];
  }
  return totalFaults({ fileName, lineNumber: group.lineNumber, where: 'GrpHdr' }, group, reading.inFile);
}

/** What a head states is compared where it states it; schemes other than SEPA leave counts and sums out. */
function totalFaults(
  { where, ...place }: { readonly fileName: string; readonly lineNumber: number; readonly where: string },
  { statedCount, statedTotal }: Pick<ReadSddBatch, 'statedCount' | 'statedTotal'>,
  { count, total, isUnsure }: Counting,
): readonly Problem[] {
  const faults: Problem[] = [];
  if (statedCount !== '' && statedCount.replace(/^0+(?=\d)/, '') !== String(count)) {
    const wrong = { ...place, field: `${where}/NbOfTxs`, stated: statedCount, counted: String(count) };
    faults.push(problem('TOTALS_WRONG', wrong));
  }
  if (statedTotal !== null && !isUnsure && statedTotal !== total) {
    const wrong = {
      ...place,
      field: `${where}/CtrlSum`,
      stated: decimalFromMinor(statedTotal),
      counted: decimalFromMinor(minor(total)),
    };
    faults.push(problem('TOTALS_WRONG', wrong));
  }
  return faults;
}
