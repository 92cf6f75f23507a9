import { type Problem, problem } from '#kernel';
import { messageOf, xmlProblem } from '#schemas/iso20022';
import { at, readXmlRecords, textAt, type XmlBatch, type XmlRecord } from '#schemas/xml';
import type { FileHeader, PaymentReader, ReadBatch } from '../facts.ts';
import { detailOf, unreadElements } from './camt-detail.ts';
import { endEntry, noteBatch, openEntry, takeDetail } from './camt-entries.ts';
import type { CamtReading, Sheet } from './camt-reading.ts';
import { endStatement, openStatement, summarise } from './camt-statements.ts';
import { dayFrom } from './camt-values.ts';
import { paymentKeys } from './payment-keys.ts';

/** The elements that hold a statement, a report of the day, a notification. */
const statementNames = ['Stmt', 'Rpt', 'Ntfctn'] as const;

/** Messages that a bank sends about an account. */
const camtKinds: ReadonlySet<string> = new Set(['camt.052', 'camt.053', 'camt.054']);

/** Some banks put the business header and the document into an envelope. */
export const paths: readonly string[] = ['Document', '*/Document'].flatMap((root) => [
  `${root}/*/GrpHdr`,
  ...statementNames.flatMap((name) => [
    `${root}/*/${name}`,
    `${root}/*/${name}/Ntry`,
    `${root}/*/${name}/Ntry/NtryDtls`,
    `${root}/*/${name}/Ntry/NtryDtls/TxDtls`,
  ]),
]);

/**
 * Reads camt.052, camt.053 and camt.054 of every version as a stream; memory does not grow with the file.
 *
 * Every entry's transactions must add up to it. Up to `mostKept` of them wait for that; in an entry with more they are
 * told as they come, and if they do not add up in the end, nothing of the file may be settled.
 */
export const readCamt: PaymentReader = async function* readCamt(source, fileName) {
  const reading = newReading(fileName);
  for await (const batch of readXmlRecords(source, { records: paths, without: unreadElements })) {
    const stranger = noteMessage(reading, batch);
    if (stranger !== null) {
      yield { ...newSheet(), fatal: [stranger] };
      return;
    }
    for (const record of batch.records) takeRecord(reading, record);
    if (batch.fault !== null) reading.sheet.fatal.push(xmlProblem(batch.fault, fileName));
    const told = turnSheet(reading);
    if (told !== null) yield told;
    if (batch.fault !== null) return;
  }
  if (reading.unfinished !== null) summarise(reading, reading.unfinished);
  if (reading.message === null)
    reading.sheet.fatal.push(unknownMessage(fileName, 'an XML file without such a message'));
  const rest = turnSheet(reading);
  if (rest !== null) yield rest;
};

/** What was read since the last batch, with the head of the message once; null when there is nothing to tell. */
function turnSheet(reading: CamtReading): ReadBatch | null {
  const { sheet, message } = reading;
  const isHeaderNew =
    !reading.isHeaderTold && message !== null && (reading.header !== null || sheet.records.length > 0);
  if (isEmpty(sheet) && !isHeaderNew) return null;
  reading.sheet = newSheet();
  reading.findings.length = 0;
  if (!isHeaderNew) return sheet;
  reading.isHeaderTold = true;
  return { header: headerOf(reading), ...sheet };
}

export const newReading = (fileName: string): CamtReading => ({
  fileName,
  keys: paymentKeys(),
  sheet: newSheet(),
  number: 0,
  message: null,
  recordCodes: new Map(),
  header: null,
  isHeaderTold: false,
  pages: undefined,
  statement: null,
  unfinished: null,
  entry: null,
  findings: [],
});

export const newSheet = (): Sheet => ({ facts: [], records: [], statements: [], problems: [], fatal: [] });

const isEmpty = ({ records, statements, problems, fatal }: ReadBatch): boolean =>
  records.length + statements.length + problems.length + fatal.length === 0;

/** Notes which message it is; the answer is a problem for a document that is none about an account. */
function noteMessage(reading: CamtReading, { root, firstChild }: XmlBatch): Problem | null {
  if (reading.message !== null || root === null || firstChild === null || root.name !== 'Document') return null;
  const message = messageOf(firstChild.namespace, firstChild.name);
  if (message !== null && camtKinds.has(message.kind)) {
    reading.message = message;
    return null;
  }
  const what = message === null ? '' : ` (${message.words})`;
  return unknownMessage(reading.fileName, `<${firstChild.name}> of the namespace "${firstChild.namespace}"${what}`);
}

const unknownMessage = (fileName: string, what: string): Problem =>
  problem('FILE_UNKNOWN', {
    fileName,
    startsWith: `${what}; known are camt.052, camt.053 and camt.054, versions .02 to .13`,
  });

function headerOf({ header, message }: CamtReading): FileHeader {
  const element = header ?? undefined;
  return {
    messageId: textAt(element, 'MsgId') || null,
    variant: message?.name ?? 'camt',
    createdOn: dayFrom(textAt(element, 'CreDtTm')) ?? null,
  };
}

/** What the message element is called, by what it holds: inside an envelope it is not the document's first child. */
const messageElements: Readonly<Record<string, string>> = {
  Stmt: 'BkToCstmrStmt',
  Rpt: 'BkToCstmrAcctRpt',
  Ntfctn: 'BkToCstmrDbtCdtNtfctn',
};

export function takeRecord(reading: CamtReading, { element, within }: XmlRecord): void {
  if (element.name === 'GrpHdr') {
    reading.header ??= element;
    reading.pages = at(element, 'MsgPgntn');
    return;
  }
  const [outer = element, second = element, third] = within;
  const isOpen = reading.statement !== null && reading.statement.element === outer;
  if (!isOpen) reading.message ??= messageOf(outer.namespace, messageElements[outer.name] ?? '');
  const statement = isOpen && reading.statement !== null ? reading.statement : openStatement(reading, outer);
  switch (element.name) {
    case 'TxDtls':
      takeDetail(reading, statement, openEntry(reading, second), detailOf(element, at(third, 'Btch')));
      break;
    case 'NtryDtls':
      noteBatch(openEntry(reading, second), at(element, 'Btch'));
      break;
    case 'Ntry':
      endEntry(reading, statement, openEntry(reading, element));
      break;
    default:
      endStatement(reading, statement);
  }
}
