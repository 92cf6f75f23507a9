import {
  addBankingDays,
  addDays,
  betalingsserviceMonth,
  type CalendarDate,
  deliveryDeadlineTime,
  isBankingDay,
  wholeNumber,
} from '#kernel';
import type { NetsMandate } from './agreement.ts';
import { checkNames } from './check-names.ts';
import { collectionOf } from './delivery-layout.ts';
import {
  customerNumberOf,
  type DateTotals,
  type DateVerdict,
  find,
  keyOf,
  longDate,
  mustEqual,
  type Reading,
  type ReadingContext,
  type ReceivedCollection,
  type RefusalReason,
  type SectionNumber,
  type SectionReading,
  take,
} from './reading.ts';

const daysAhead = { '0112': 90, '0113': 90, '0117': null, '0118': 180 } as const;

/** Takes one 042 and checks all that hangs on it. */
export function takeCollection(reading: Reading, section: SectionReading, line: string): void {
  const at = take(reading, collectionOf[section.number] ?? [], line);
  section.counts.count042++;
  mustEqual(reading, 'pbsNumber', at('pbsNumber'), reading.context.agreement.pbsNumber);
  mustEqual(reading, 'debtorGroup', at('debtorGroup'), section.debtorGroup);
  mustEqual(reading, 'recordNumber', at('recordNumber'), '00000');
  const customerNumber = customerNumberOf(at('customerNumber'));
  const mandateNumber = at('mandateNumber');
  section.last = { customerNumber: customerNumber ?? '', mandateNumber, count052: 0, count062: 0, totals: null };
  if (customerNumber === null) {
    find(reading, 'customerNumber', at('customerNumber'), 'must hold 0-9, A-Z and Danish letters, no blanks');
    return;
  }
  checkNames(reading, section, customerNumber);
  const paymentDate = checkDate(reading, section, at('paymentDate'));
  const { sign, amount } = checkAmount(reading, section, at('sign'), at('amount'));
  section.counts.net += sign === 1 ? amount : sign === 2 ? -amount : 0;
  const known = checkMandate(reading, section, customerNumber, mandateNumber);
  if (paymentDate === null) return;
  const unusable = known === null ? null : unusableOn(reading, known, paymentDate);
  // With a Total agreement whoever has no mandate, or none yet, gets a slip.
  const mandate = unusable !== null && reading.context.agreement.kind === 'total' ? null : known;
  const collection: ReceivedCollection = {
    section: section.number,
    debtorGroup: section.debtorGroup,
    customerNumber,
    paymentDate,
    sign,
    amount,
    reference: at('reference').trimEnd(),
    mandateNumber: mandate?.mandateNumber ?? null,
    mandateValidTo: mandate?.validTo ?? null,
  };
  checkOnce(reading, section, collection);
  const reason = refusalOf(reading, collection, mandate === null ? null : unusable);
  if (reason !== null) {
    reading.refused.push({ ...collection, reason, statedMandate: mandateNumber });
    return;
  }
  reading.collections.push(collection);
  section.last.totals = countOn(reading, section, collection);
}

/** A mandate that has ended, or does not hold yet. One that ends later, before the payment date, is still collected on. */
function unusableOn(
  { context }: Reading,
  { validFrom, validTo }: NetsMandate,
  paymentDate: CalendarDate,
): 'mandateEnded' | 'mandateNotYet' | null {
  if (!context.informs) return null;
  if (validTo && validTo < context.at.date) return 'mandateEnded';
  return validFrom && validFrom > paymentDate ? 'mandateNotYet' : null;
}

/** Single records are refused only by a Nets that tells of it; the delivery stands. */
function refusalOf(
  { context }: Reading,
  collection: ReceivedCollection,
  unusable: RefusalReason | null,
): RefusalReason | null {
  if (!context.informs) return null;
  if (unusable !== null) return unusable;
  if (collection.sign === 2 && collection.mandateNumber === null) return 'nobodyToPayOut';
  return context.isRefused(collection) ? 'accountClosed' : null;
}

function countOn(reading: Reading, { account }: SectionReading, collection: ReceivedCollection): DateTotals {
  const { debtorGroup, paymentDate, mandateNumber, sign, amount } = collection;
  const isSlip = mandateNumber === null;
  const key = `${debtorGroup}/${paymentDate}/${isSlip ? 'slip' : account}`;
  const totals = reading.dateTotals.get(key) ?? {
    debtorGroup,
    paymentDate,
    isSlip,
    account: isSlip ? '' : account,
    count: 0,
    textLines: 0,
    net: 0,
  };
  reading.dateTotals.set(key, totals);
  totals.count++;
  totals.net += sign === 1 ? amount : sign === 2 ? -amount : 0;
  return totals;
}

function checkDate(reading: Reading, section: SectionReading, digits: string): CalendarDate | null {
  const key = `${section.number} ${digits}`;
  const verdict = reading.dates.get(key) ?? judgeDate(reading.context, section.number, digits);
  reading.dates.set(key, verdict);
  for (const rule of verdict.broken) find(reading, 'paymentDate', digits, rule);
  return verdict.date;
}

function judgeDate({ at }: ReadingContext, section: SectionNumber, digits: string): DateVerdict {
  const date = longDate(digits);
  if (date === null) return { date, broken: ['must be a day of the calendar, ddmmyyyy'] };
  const broken: string[] = [];
  if (!isBankingDay(date)) broken.push('must be a banking day');
  const limit = daysAhead[section];
  if (limit !== null && date > addDays(at.date, limit)) broken.push(`must be at most ${limit} days ahead`);
  if (section === '0117' || section === '0118') {
    const first = addBankingDays(at.date, 2);
    if (date < first) broken.push(`must be 2 banking days ahead, ${first} at the earliest`);
    return { date, broken };
  }
  const { deadline } = betalingsserviceMonth(date);
  if (`${at.date} ${at.time}` >= `${deadline} ${deliveryDeadlineTime}`) {
    broken.push(`the deadline was ${deadline} ${deliveryDeadlineTime}`);
  }
  return { date, broken };
}

function checkAmount(
  reading: Reading,
  section: SectionReading,
  signDigit: string,
  digits: string,
): { readonly sign: 0 | 1 | 2; readonly amount: number } {
  const sign = ({ '0': 0, '1': 1, '2': 2 } as const)[signDigit] ?? null;
  const amount = /^\d+$/.test(digits) ? wholeNumber(digits) : 0;
  const isSlip = section.number === '0117' || section.number === '0118';
  if (sign === null) find(reading, 'sign', signDigit, 'must be 0, 1 or 2');
  else if (sign === 2 && isSlip) find(reading, 'sign', signDigit, 'a payment slip cannot pay out');
  else if (sign === 0 && amount !== 0) find(reading, 'amount', digits, 'must be zeros without a sign');
  else if (sign !== 0 && amount === 0) find(reading, 'amount', digits, 'must be positive');
  return { sign: sign ?? 0, amount };
}

const noMandate = '000000000';
/** Stands for an agreement on electronic slips; never used for collecting. */
const electronicSlips = '999999999';

/**
 * Basis: the mandate number is required and must be the customer's. Total: zeros, and Nets finds the mandate itself;
 * the customer's own number is taken, too (nets-formats.md section 1). Slips never carry one.
 */
function checkMandate(
  reading: Reading,
  section: SectionReading,
  customerNumber: string,
  stated: string,
): NetsMandate | null {
  const { agreement, mandateOf, knowsMandates } = reading.context;
  if (section.number === '0117' || section.number === '0118') {
    mustEqual(reading, 'mandateNumber', stated, noMandate);
    return null;
  }
  const known = mandateOf(section.debtorGroup, customerNumber, stated);
  if (stated === electronicSlips) find(reading, 'mandateNumber', stated, 'is no mandate for collecting');
  else if (stated === noMandate) {
    if (agreement.kind === 'basis') find(reading, 'mandateNumber', stated, 'is required with a Basis agreement');
  } else if (knowsMandates && known?.mandateNumber !== stated) {
    find(reading, 'mandateNumber', stated, 'is not the mandate of this customer');
  }
  if (known || knowsMandates || stated === noMandate) return known;
  return { debtorGroup: section.debtorGroup, customerNumber, mandateNumber: stated };
}

function checkOnce(reading: Reading, section: SectionReading, collection: ReceivedCollection): void {
  const key = keyOf(collection);
  const isNew = !section.keys.has(key);
  section.keys.add(key);
  const what = `${collection.customerNumber} ${collection.paymentDate}`;
  if (!isNew) find(reading, 'customerNumber', what, 'only one collection per customer and payment date');
  const isDelivered = reading.context.isDelivered(key);
  if (section.number === '0113' && !isDelivered)
    find(reading, 'customerNumber', what, 'there is no collection to replace');
  if (section.number === '0112' && isDelivered)
    find(reading, 'customerNumber', what, 'such a collection was delivered before');
}
