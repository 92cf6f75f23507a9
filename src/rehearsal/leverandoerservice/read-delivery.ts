import { type CalendarDate, dateOf, wholeNumber } from '#kernel';
import { type Layout, linesOf, readFields } from '../kit/fixed-fields.ts';
import type { LsAgreement } from './agreement.ts';
import { deliveryEnd, paymentDateStart, recordLayouts, recordWidth, supplierStart } from './layout.ts';

/** One reason for which a delivery is refused as a whole. */
export interface LsFinding {
  readonly lineNumber: number;
  readonly field: string;
  readonly value: string;
  readonly rule: string;
}

/** A collection (580) or a disbursement (585) as it was delivered. The amount is in øre; 0 stops an earlier one. */
export interface LsPayment {
  readonly direction: 'collect' | 'disburse';
  /** Upper case, without leading zeros: what is compared by. */
  readonly customerNumber: string;
  readonly paymentDate: CalendarDate;
  readonly amount: number;
}

/** What the creditor wants done with a mandate: register (510), cancel (540), give another number (595). */
export interface LsMandateOrder {
  readonly record: '510' | '540' | '595';
  readonly customerNumber: string;
  readonly taxRegistrationNumber: string;
  readonly newCustomerNumber: string;
}

export interface LsDeliveryRead {
  readonly isTest: boolean;
  /** At most the first fifty; `findingCount` counts all. */
  readonly findings: readonly LsFinding[];
  readonly findingCount: number;
  readonly recordCount: number;
  readonly payments: readonly LsPayment[];
  readonly orders: readonly LsMandateOrder[];
}

interface Reading {
  readonly agreement: LsAgreement;
  readonly findings: LsFinding[];
  findingCount: number;
  lineNumber: number;
  stage: 'start' | 'open' | 'ended';
  isTest: boolean;
  /** Of the 001 that was read last; null before the first, and when it was no date. */
  paymentDate: CalendarDate | null;
  /** Records since the last 001; null before the first. */
  underDate: number | null;
  readonly dates: Set<string>;
  readonly totals: { count: number; collect: number; disburse: number };
  readonly payments: LsPayment[];
  readonly orders: LsMandateOrder[];
}

/** Reads one delivery of material type 40 and checks every rule of its form. Nothing of a delivery with a finding counts. */
export async function readLsDelivery(bytes: AsyncIterable<Buffer>, agreement: LsAgreement): Promise<LsDeliveryRead> {
  const reading: Reading = {
    agreement,
    findings: [],
    findingCount: 0,
    lineNumber: 0,
    stage: 'start',
    isTest: false,
    paymentDate: null,
    underDate: null,
    dates: new Set(),
    totals: { count: 0, collect: 0, disburse: 0 },
    payments: [],
    orders: [],
  };
  for await (const line of linesOf(bytes)) takeLine(reading, line);
  if (reading.stage !== 'ended') find(reading, 'record', '', 'the delivery must end with 999');
  const { isTest, findings, findingCount, lineNumber, payments, orders } = reading;
  const isGood = findingCount === 0;
  return {
    isTest,
    findings,
    findingCount,
    recordCount: lineNumber,
    payments: isGood ? payments : [],
    orders: isGood ? orders : [],
  };
}

function takeLine(reading: Reading, raw: string): void {
  reading.lineNumber++;
  if (!raw.endsWith('\r')) find(reading, 'line end', '', 'must be CR LF');
  const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  if (line.length !== recordWidth) {
    find(reading, 'length', String(line.length), `a record has exactly ${recordWidth} signs`);
  }
  // oxlint-disable-next-line no-control-regex -- Control signs are what is looked for.
  const wrong = /[\u0000-\u001f\u007f-\u009f]|\u00c3[\u00a0-\u00bf]/.exec(line)?.[0];
  if (wrong !== undefined) {
    find(reading, 'text', Buffer.from(wrong, 'latin1').toString('hex'), 'must be ISO 8859-1 without control signs');
  }
  const record = line.slice(0, 3);
  const layout = recordLayouts[record];
  if (reading.stage === 'ended') find(reading, 'record', record, 'nothing may follow 999');
  else if (reading.stage === 'start' && record !== '000') find(reading, 'record', record, 'must begin with 000');
  else if (record === '000') takeStart(reading, line);
  else if (record === '001') takeDate(reading, line);
  else if (record === '999') takeEnd(reading, line);
  else if (layout === undefined) find(reading, 'record', record, 'is no record of material type 40');
  else takeRecord(reading, record, layout, line);
}

function takeStart(reading: Reading, line: string): void {
  if (reading.stage !== 'start') find(reading, 'record', '000', 'must come once, first');
  reading.stage = 'open';
  const at = take(reading, supplierStart, line);
  mustEqual(reading, 'dataSupplierNumber', at('dataSupplierNumber'), reading.agreement.dataSupplierNumber);
  if (shortDate(at('creationDate')) === null)
    find(reading, 'creationDate', at('creationDate'), 'must be a date, yymmdd');
  if (!/^(?:TEST|\s{4})$/.test(at('test'))) find(reading, 'test', at('test'), 'must be TEST or blank');
  reading.isTest = at('test') === 'TEST';
}

function takeDate(reading: Reading, line: string): void {
  const at = take(reading, paymentDateStart, line);
  mustEqual(reading, 'creditorNumber', at('creditorNumber'), reading.agreement.creditorNumber);
  endDate(reading);
  reading.underDate = 0;
  reading.paymentDate = shortDate(at('paymentDate'));
  if (reading.paymentDate === null) find(reading, 'paymentDate', at('paymentDate'), 'must be a date, yymmdd');
  if (reading.dates.has(at('paymentDate'))) find(reading, 'paymentDate', at('paymentDate'), 'must have one 001 only');
  reading.dates.add(at('paymentDate'));
}

function endDate(reading: Reading): void {
  if (reading.underDate === 0) find(reading, 'record', '001', 'must be followed by records of its date');
}

function takeRecord(reading: Reading, record: string, layout: Layout, line: string): void {
  const at = take(reading, layout, line);
  mustEqual(reading, 'creditorNumber', at('creditorNumber'), reading.agreement.creditorNumber);
  // Where records about mandates stand is not documented: before the first payment date is as good as under one.
  const isPayment = record === '580' || record === '585';
  if (reading.underDate !== null) reading.underDate++;
  else if (isPayment) find(reading, 'record', record, 'must stand under a payment date (001)');
  const customerNumber = lsCustomerNumber(at('customerNumber'));
  if (customerNumber === null) {
    find(reading, 'customerNumber', at('customerNumber'), 'must hold 0-9, A-Z and Danish letters, left aligned');
  }
  if (isPayment) {
    const direction = record === '580' ? 'collect' : 'disburse';
    const amount = /^\d+$/.test(at('amount')) ? wholeNumber(at('amount')) : 0;
    reading.totals.count++;
    reading.totals[direction] += amount;
    const { paymentDate } = reading;
    if (customerNumber !== null && paymentDate !== null) {
      reading.payments.push({ direction, customerNumber, paymentDate, amount });
    }
    return;
  }
  const newCustomerNumber = record === '595' ? lsCustomerNumber(at('newCustomerNumber')) : '';
  if (newCustomerNumber === null) {
    find(reading, 'newCustomerNumber', at('newCustomerNumber'), 'must hold 0-9, A-Z and Danish letters, left aligned');
  }
  if (record === '595')
    mustEqual(reading, 'newCreditorNumber', at('newCreditorNumber'), reading.agreement.creditorNumber);
  const known = record === '510' || record === '540' || record === '595' ? record : null;
  if (known === null || customerNumber === null || newCustomerNumber === null) return;
  const taxRegistrationNumber = at('taxRegistrationNumber');
  reading.orders.push({ record: known, customerNumber, taxRegistrationNumber, newCustomerNumber });
}

function takeEnd(reading: Reading, line: string): void {
  endDate(reading);
  reading.stage = 'ended';
  const at = take(reading, deliveryEnd, line);
  mustEqual(reading, 'creditorNumber', at('creditorNumber'), reading.agreement.creditorNumber);
  if (reading.underDate === null && reading.orders.length === 0) {
    find(reading, 'record', '999', 'a delivery has at least one payment date');
  }
  mustCount(reading, 'count', at('count'), reading.totals.count);
  mustCount(reading, 'collections', at('collections'), reading.totals.collect);
  mustCount(reading, 'disbursements', at('disbursements'), reading.totals.disburse);
}

/** More would help nobody; the count goes on. */
const findingsKept = 50;

function find(reading: Reading, field: string, value: string, rule: string): void {
  reading.findingCount++;
  if (reading.findings.length < findingsKept) {
    reading.findings.push({ lineNumber: reading.lineNumber, field, value, rule });
  }
}

function take(reading: Reading, layout: Layout, line: string): (field: string) => string {
  const { at, wrong } = readFields(layout, line, recordWidth);
  for (const { field, value, expected } of wrong) find(reading, field, value, `must be ${expected}`);
  return at;
}

function mustEqual(reading: Reading, field: string, value: string, expected: string): void {
  if (value !== expected) find(reading, field, value, `must be ${expected}`);
}

function mustCount(reading: Reading, field: string, stated: string, counted: number): void {
  if (/^\d+$/.test(stated) && wholeNumber(stated) !== counted)
    find(reading, field, stated, `must be ${counted} as counted`);
}

/** Left aligned; upper case, without leading zeros. Null when it has signs that are not taken. */
export function lsCustomerNumber(field: string): string | null {
  const text = field.trimEnd().toUpperCase();
  return /^[0-9A-ZÆØÅ]+$/.test(text) ? text.replace(/^0+(?=.)/, '') : null;
}

/** `yymmdd`, the opposite order of Betalingsservice; null when it is no day of the calendar. */
function shortDate(digits: string): CalendarDate | null {
  if (!/^\d{6}$/.test(digits)) return null;
  const read = dateOf(2000 + Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4)));
  return read.ok ? read.value : null;
}
