import { assert, wholeNumber } from '#kernel';
import { type FieldReader, linesOf } from '../kit/fixed-fields.ts';
import { takeCollection } from './check-collection.ts';
import { takeNameLine } from './check-names.ts';
import { deliveryEnd, deliveryStart, sectionEnd, sectionStart, textLine052, textLine062 } from './delivery-layout.ts';
import {
  type Counts,
  type DateTotals,
  customerNumberOf,
  type Finding,
  find,
  longDate,
  mustEqual,
  noCounts,
  type Reading,
  type ReadingContext,
  type ReceivedCollection,
  type RefusedCollection,
  type SectionNumber,
  type SectionReading,
  take,
} from './reading.ts';

export interface DeliveryRead {
  readonly deliveryId: string;
  readonly isAccepted: boolean;
  /** At most the first fifty; `findingCount` counts all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  readonly recordCount: number;
  readonly counts: Readonly<Counts>;
  /** What there is to settle: empty when the delivery is refused. */
  readonly collections: readonly ReceivedCollection[];
  readonly refused: readonly RefusedCollection[];
  readonly dateTotals: readonly DateTotals[];
}

/** Reads one delivery 0601 line by line and checks every rule it can. Nothing of a delivery with a finding counts. */
export async function readDelivery(bytes: AsyncIterable<Buffer>, context: ReadingContext): Promise<DeliveryRead> {
  const reading: Reading = {
    context,
    findings: [],
    findingCount: 0,
    lineNumber: 0,
    stage: 'start',
    deliveryId: '',
    section: null,
    groups: new Set(),
    totals: noCounts(),
    collections: [],
    refused: [],
    dateTotals: new Map(),
    dates: new Map(),
  };
  for await (const line of linesOf(bytes)) takeLine(reading, line);
  if (reading.stage !== 'ended') find(reading, 'record', '', 'the delivery must end with 992');
  const isAccepted = reading.findingCount === 0;
  return {
    deliveryId: reading.deliveryId,
    isAccepted,
    findings: reading.findings,
    findingCount: reading.findingCount,
    recordCount: reading.lineNumber,
    counts: reading.totals,
    collections: isAccepted ? reading.collections : [],
    refused: isAccepted ? reading.refused : [],
    dateTotals: isAccepted ? [...reading.dateTotals.values()] : [],
  };
}

function takeLine(reading: Reading, raw: string): void {
  reading.lineNumber++;
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  checkText(reading, line);
  const record = line.slice(0, 5);
  const section = reading.section;
  if (reading.stage === 'ended') find(reading, 'record', record, 'nothing may follow 992');
  else if (record === 'BS002') takeStart(reading, line);
  else if (reading.stage === 'start') find(reading, 'record', record, 'a delivery must begin with BS002');
  else if (record === 'BS012') takeSectionStart(reading, line);
  else if (record === 'BS992') takeEnd(reading, line);
  else if (!section) find(reading, 'record', record, 'must stand inside a section (012 to 092)');
  else if (record === 'BS022') takeNameLine(reading, section, line);
  else if (record === 'BS042') takeCollection(reading, section, line);
  else if (record === 'BS052' || record === 'BS062') takeText(reading, section, line, record);
  else if (record === 'BS092') takeSectionEnd(reading, section, line);
  else find(reading, 'record', record, 'is no record of delivery 0601');
}

function checkText(reading: Reading, line: string): void {
  if (line.length > 128) find(reading, 'length', String(line.length), 'a record has at most 128 signs');
  if (/\s$/.test(line)) find(reading, 'length', String(line.length), 'trailing blanks must be removed');
  // oxlint-disable-next-line no-control-regex -- Control signs are what is looked for.
  const wrong = /[\u0000-\u001f\u007f-\u009f]|\u00c3[\u00a0-\u00bf]/.exec(line)?.[0];
  if (wrong !== undefined) {
    find(reading, 'text', Buffer.from(wrong, 'latin1').toString('hex'), 'must be ISO 8859-1 without control signs');
  }
}

function takeStart(reading: Reading, line: string): void {
  const { agreement, isNumberUsed } = reading.context;
  if (reading.stage !== 'start') find(reading, 'record', 'BS002', 'must come once, first');
  reading.stage = 'between';
  const at = take(reading, deliveryStart, line);
  mustEqual(reading, 'dataSupplierNumber', at('dataSupplierNumber'), agreement.dataSupplierNumber);
  mustEqual(reading, 'subsystem', at('subsystem'), agreement.subsystem);
  reading.deliveryId = at('deliveryId');
  if (isNumberUsed(reading.deliveryId)) find(reading, 'deliveryId', reading.deliveryId, 'was used before');
  const day = at('creationDate');
  checkCreationDate(reading, day === '000000' ? '' : `${day.slice(0, 4)}20${day.slice(4)}`, day);
}

const sectionsByKind: Readonly<Record<'total' | 'basis', readonly SectionNumber[]>> = {
  total: ['0112', '0117', '0118'],
  basis: ['0112', '0113'],
};

function takeSectionStart(reading: Reading, line: string): void {
  const { agreement } = reading.context;
  const at = take(reading, sectionStart, line);
  if (reading.section) find(reading, 'record', 'BS012', 'the section before must end with 092');
  reading.totals.sections++;
  if (reading.totals.sections === 9001) find(reading, 'record', 'BS012', 'a delivery has at most 9000 sections');
  mustEqual(reading, 'pbsNumber', at('pbsNumber'), agreement.pbsNumber);
  const allowed = sectionsByKind[agreement.kind];
  const number = allowed.find((known) => known === at('section'));
  if (!number) find(reading, 'section', at('section'), `must be ${allowed.join(' or ')} with this agreement`);
  const debtorGroup = at('debtorGroup');
  if (!agreement.debtorGroups.includes(debtorGroup))
    find(reading, 'debtorGroup', debtorGroup, 'is not in the agreement');
  const key = `${at('section')}/${debtorGroup}`;
  if (reading.groups.has(key)) find(reading, 'debtorGroup', debtorGroup, 'must have one section only');
  reading.groups.add(key);
  checkCreationDate(reading, at('creationDate') === '00000000' ? '' : at('creationDate'), at('creationDate'));
  if (!/^(?:\d{14}|\s{14})$/.test(at('account'))) find(reading, 'account', at('account'), 'must be 14 digits or blank');
  if (number === '0118' && at('mainText').trim() !== '') find(reading, 'mainText', at('mainText'), 'must be blank');
  reading.stage = 'section';
  reading.section = {
    number: number ?? '0112',
    debtorGroup,
    account: at('account').trim(),
    counts: noCounts(),
    keys: new Set(),
    names: null,
    last: null,
  };
}

function checkCreationDate(reading: Reading, digits: string, shown: string): void {
  if (digits !== '' && longDate(digits) === null) find(reading, 'creationDate', shown, 'must be a date or zeros');
}

function takeText(reading: Reading, section: SectionReading, line: string, record: 'BS052' | 'BS062'): void {
  const at = take(reading, record === 'BS052' ? textLine052 : textLine062, line);
  section.counts.count052++;
  if (section.last?.totals) section.last.totals.textLines++;
  mustEqual(reading, 'pbsNumber', at('pbsNumber'), reading.context.agreement.pbsNumber);
  mustEqual(reading, 'debtorGroup', at('debtorGroup'), section.debtorGroup);
  const { last } = section;
  if (!last || section.names) {
    find(reading, 'record', record, 'must follow a collection (042)');
    return;
  }
  if (customerNumberOf(at('customerNumber')) !== last.customerNumber) {
    find(reading, 'customerNumber', at('customerNumber'), 'must be that of the collection before');
  }
  const is052 = record === 'BS052';
  mustEqual(reading, 'mandateNumber', at('mandateNumber'), is052 ? last.mandateNumber : '000000000');
  const before = is052 ? last.count052++ : last.count062++;
  mustEqual(reading, 'recordNumber', at('recordNumber'), String(before + 1).padStart(5, '0'));
  if (before === 5000) find(reading, 'recordNumber', at('recordNumber'), 'must be at most 05000');
  if (is052 && last.count062 > 0) find(reading, 'record', record, 'must come before 062');
  if (is052 && section.number === '0118') find(reading, 'record', record, 'section 0118 takes 062 only');
  if (!is052 && (section.number === '0117' || section.number === '0113')) {
    find(reading, 'record', record, `section ${section.number} takes 052 only`);
  }
  if (!is052 && reading.context.agreement.kind === 'basis')
    find(reading, 'record', record, 'is not used with a Basis agreement');
}

function takeSectionEnd(reading: Reading, section: SectionReading, line: string): void {
  const at = take(reading, sectionEnd, line);
  if (section.names) find(reading, 'record', 'BS092', 'the names before belong to no collection');
  mustEqual(reading, 'pbsNumber', at('pbsNumber'), reading.context.agreement.pbsNumber);
  mustEqual(reading, 'section', at('section'), section.number);
  mustEqual(reading, 'debtorGroup', at('debtorGroup'), section.debtorGroup);
  checkTotals(reading, at, section.counts);
  for (const name of ['count022', 'count042', 'count052', 'net'] as const) reading.totals[name] += section.counts[name];
  reading.section = null;
  reading.stage = 'between';
}

function takeEnd(reading: Reading, line: string): void {
  const { agreement } = reading.context;
  const at = take(reading, deliveryEnd, line);
  if (reading.section) find(reading, 'record', 'BS992', 'the section before must end with 092');
  if (reading.totals.sections === 0) find(reading, 'record', 'BS992', 'a delivery has at least one section');
  mustEqual(reading, 'dataSupplierNumber', at('dataSupplierNumber'), agreement.dataSupplierNumber);
  mustEqual(reading, 'subsystem', at('subsystem'), agreement.subsystem);
  mustCount(reading, 'sectionCount', at('sectionCount'), reading.totals.sections);
  checkTotals(reading, at, reading.totals);
  reading.section = null;
  reading.stage = 'ended';
}

function checkTotals(reading: Reading, at: FieldReader, counts: Counts): void {
  mustCount(reading, 'count042', at('count042'), counts.count042);
  mustCount(reading, 'amount', at('amount'), Math.abs(counts.net));
  mustCount(reading, 'count052', at('count052'), counts.count052);
  mustCount(reading, 'count022', at('count022'), counts.count022);
}

function mustCount(reading: Reading, field: string, stated: string, counted: number): void {
  if (!/^\d+$/.test(stated)) return;
  assert(Number.isSafeInteger(counted), 'totals are exact');
  if (wholeNumber(stated) !== counted) find(reading, field, stated, `must be ${counted} as counted`);
}
