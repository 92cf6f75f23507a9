import { type Problem, problem } from '#kernel';
import { messageOf, readIsoDate, xmlProblem } from '#schemas/iso20022';
import { readXmlRecords, textAt, type XmlBatch, type XmlElement, type XmlRecord } from '#schemas/xml';
import type { FileHeader, RecordSpan } from '../facts.ts';
import { groupItem, paymentItem, type Reading, transactionItem } from './read-status-items.ts';
import type { StatusBatch, StatusItem } from './status-report.ts';

const paths = {
  header: 'Document/*/GrpHdr',
  group: 'Document/*/OrgnlGrpInfAndSts',
  payment: 'Document/*/OrgnlPmtInfAndSts',
  transaction: 'Document/*/OrgnlPmtInfAndSts/TxInfAndSts',
} as const;

/**
 * Reads a payment status report (pain.002.001.03, .10, other versions, national namespaces) as it streams.
 *
 * Never throws on content: statuses and reasons nobody knows are kept as they came, and what is missing is blank. What
 * a report leaves out is not guessed either: which transactions a count means is for its reader to decide.
 */
export async function* readPain002(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<StatusBatch> {
  const reading: Reading = { fileName, items: 0, group: null, unknown: new Set(), problems: [] };
  const seen: Seen = { isEmpty: true, isStarted: false, isForeign: false };
  const options = { records: Object.values(paths) };
  for await (const batch of readXmlRecords(counted(source, seen), options)) {
    const message = batch.firstChild && messageOf(batch.firstChild.namespace, batch.firstChild.name);
    const fatal: Problem[] = [];
    if (batch.firstChild && !seen.isStarted) {
      seen.isStarted = true;
      seen.isForeign = message?.kind !== 'pain.002';
      if (seen.isForeign) fatal.push(foreign(batch.firstChild, fileName));
    }
    const taken = seen.isForeign ? nothing : take(reading, batch);
    if (batch.fault) fatal.push(seen.isEmpty ? problem('FILE_EMPTY', { fileName }) : xmlProblem(batch.fault, fileName));
    const problems = reading.problems.splice(0);
    const header = taken.header === null ? {} : { header: { ...taken.header, variant: message?.name ?? 'pain.002' } };
    const isTelling = taken.items.length + taken.records.length + problems.length + fatal.length > 0;
    if (isTelling) yield { ...header, message, items: taken.items, records: taken.records, problems, fatal };
  }
  if (seen.isForeign || reading.group !== null || seen.isEmpty || !seen.isStarted) return;
  const expected = 'what the report answers (OrgnlGrpInfAndSts)';
  const missing = problem('FILE_INCOMPLETE', { fileName, lineNumber: 1, expected });
  yield { message: null, items: [], records: [], problems: [], fatal: [missing] };
}

interface Seen {
  isEmpty: boolean;
  isStarted: boolean;
  isForeign: boolean;
}

interface Taken {
  header: FileHeader | null;
  readonly items: StatusItem[];
  readonly records: RecordSpan[];
}

const nothing: Readonly<Taken> = { header: null, items: [], records: [] };

async function* counted(source: AsyncIterable<Uint8Array>, seen: Seen): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (chunk.length > 0) seen.isEmpty = false;
    yield chunk;
  }
}

const foreign = (child: XmlElement, fileName: string): Problem =>
  problem('FILE_UNKNOWN', { fileName, startsWith: `<${child.name}> of ${child.namespace || 'no namespace'}` });

function take(reading: Reading, batch: XmlBatch): Taken {
  const taken: Taken = { header: null, items: [], records: [] };
  for (const record of batch.records) takeRecord(reading, taken, record);
  return taken;
}

function takeRecord(reading: Reading, taken: Taken, { element, path, within }: XmlRecord): void {
  const { line: lineNumber, byteFrom, byteTo } = element;
  taken.records.push({ lineNumber, byteFrom, byteTo, layoutKey: `pain.002 ${element.name}` });
  switch (path) {
    case paths.header: {
      const messageId = textAt(element, 'MsgId') || null;
      taken.header = { messageId, variant: 'pain.002', createdOn: readIsoDate(textAt(element, 'CreDtTm')) };
      return;
    }
    case paths.group:
      reading.group = element;
      taken.items.push(groupItem(reading, element));
      return;
    case paths.payment:
      taken.items.push(paymentItem(reading, element));
      return;
    default:
      taken.items.push(transactionItem(reading, element, within[0]));
  }
}
