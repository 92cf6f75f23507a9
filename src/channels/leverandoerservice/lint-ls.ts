import { addDays, type CalendarDate, calendarDate, isBankingDay } from '#kernel';
import {
  type CustomerDates,
  customerDates,
  lsCollection580,
  lsDisbursement585,
  type LsLine,
  lsListedMandate,
  lsPayment,
  lsPaymentDate,
} from '#schemas/nets';
import { onField, type Report, shown, valueOf } from '../betalingsservice/lint-walk.ts';
import { lineText } from '../nets/unreadable.ts';

interface Context {
  creditorNo: unknown;
  dataSupplierNo: unknown;
  createdOn: CalendarDate | null;
  paymentDate: CalendarDate | null;
  /** Customers by what was told of them. */
  readonly taken: Map<string, CustomerDates>;
}

/** Furthest day ahead that a payment may have. */
const mostDaysAhead = 90;

/** Checks of records against their file and each other: dates in order, one amount per customer and date. */
export function lsChecks(): (line: LsLine, report: Report) => void {
  const context: Context = {
    creditorNo: undefined,
    dataSupplierNo: undefined,
    createdOn: null,
    paymentDate: null,
    taken: new Map(),
  };
  return (line, report) => {
    if (line.layout === null) return;
    if (line.family === 'ls-40') checkWidth(line, report);
    if (line.kind === 'deliveryStart') takeStart(line, context);
    else {
      sameAs(line, 'creditorNo', context, report);
      sameAs(line, 'dataSupplierNo', context, report);
    }
    switch (line.layout) {
      case lsPaymentDate:
        checkPaymentDate(line, context, report);
        return;
      case lsCollection580:
      case lsDisbursement585:
        checkCollection(line, context, report);
        return;
      case lsPayment:
        checkPayment(line, context, report);
        return;
      case lsListedMandate:
        checkMandate(line, context, report);
        return;
      default:
    }
  };
}

function takeStart(line: LsLine, context: Context): void {
  context.createdOn = dateIn(line, 'creationDate');
  context.dataSupplierNo = valueOf(line, 'dataSupplierNo');
}

/** All records of 80 columns are written in full; blanks trimmed off the end are read all the same (inferred). */
function checkWidth(line: LsLine, report: Report): void {
  if (line.length >= 80) return;
  report({
    severity: 'warning',
    lineNumber: line.lineNumber,
    from: line.length + 1,
    to: 80,
    field: 'line',
    value: `${lineText(line).length} positions`,
    expected: '80 positions, blanks included',
    remedy: 'Do not trim the records of a file to Leverandørservice.',
  });
}

/** A file is of one creditor and one data supplier: the first record that names them decides. */
function sameAs(line: LsLine, field: 'creditorNo' | 'dataSupplierNo', context: Context, report: Report): void {
  // In the creditor record of a mandate list the field of this name is 13 digits wide, and another number.
  if (field === 'dataSupplierNo' && line.kind !== 'deliveryEnd') return;
  const found = valueOf(line, field);
  if (found === undefined) return;
  const wanted = context[field];
  if (wanted === undefined) context[field] = found;
  else if (found !== wanted) {
    report(onField(line, field, `${shown(wanted)}, as in the records before`, 'Make all records agree.', 'warning'));
  }
}

function checkPaymentDate(line: LsLine, context: Context, report: Report): void {
  const date = dateIn(line, 'paymentDate');
  if (date === null) return;
  const { paymentDate: before, createdOn } = context;
  if (before !== null && date <= before) {
    const remedy = 'Put the payments of one date together, earlier dates first.';
    report(onField(line, 'paymentDate', `a date after ${before}`, remedy, 'warning'));
  }
  if (!isBankingDay(date)) {
    report(onField(line, 'paymentDate', 'a Danish banking day', 'Choose the next banking day.'));
  }
  if (createdOn !== null && date <= createdOn) {
    report(onField(line, 'paymentDate', `a date after the file’s own, ${createdOn}`, 'Choose a later date.'));
  }
  if (createdOn !== null && date > addDays(createdOn, mostDaysAhead)) {
    const expected = `at the latest ${addDays(createdOn, mostDaysAhead)}, ${mostDaysAhead} days ahead`;
    report(onField(line, 'paymentDate', expected, 'Deliver it later.'));
  }
  context.paymentDate = date;
}

function checkCollection(line: LsLine, context: Context, report: Report): void {
  const customerNo = valueOf(line, 'customerNo');
  if (typeof customerNo !== 'string') return;
  if (!/^[0-9A-ZÆØÅ]{1,15}$/.test(customerNo)) {
    const remedy = 'Give the customer another number.';
    report(onField(line, 'customerNo', 'signs 0-9, A-Z, Æ, Ø, Å, without blanks', remedy));
  }
  const date = context.paymentDate;
  if (date === null || takenOf(context, 'payments').add(customerNo, date)) return;
  const expected = `one amount per customer and payment date (${date}), collections and disbursements together`;
  report(onField(line, 'customerNo', expected, 'Merge both amounts: the later one would overwrite the earlier.'));
}

function checkPayment(line: LsLine, context: Context, report: Report): void {
  const code = String(valueOf(line, 'transactionCode'));
  const customerNo = String(valueOf(line, 'customerNo'));
  const date = dateIn(line, 'paymentDate');
  if (customerNo === '') {
    report(onField(line, 'customerNo', 'a customer number', 'Ask Nets whose payment it is.'));
  }
  const usual = code === 'disbursed' ? '2' : '1';
  if (valueOf(line, 'sign') !== usual) {
    const expected = `${usual}, if signs are those of Betalingsservice; the record’s code decides`;
    report(onField(line, 'sign', expected, 'Compare with the bank statement before it is posted.', 'warning'));
  }
  if (date === null || takenOf(context, code).add(customerNo, date)) return;
  const expected = 'a customer once with one code and payment date';
  report(onField(line, 'customerNo', expected, 'Only one of both is taken as a payment.', 'warning'));
}

function checkMandate(line: LsLine, context: Context, report: Report): void {
  const customerNo = String(valueOf(line, 'customerNo'));
  if (customerNo === '') {
    report(onField(line, 'customerNo', 'a customer number', 'Ask Nets whose mandate it is.'));
  }
  const date = dateIn(line, 'date');
  if (date === null || takenOf(context, String(valueOf(line, 'recordType'))).add(customerNo, date)) return;
  const expected = 'a customer once with one code and date';
  report(onField(line, 'customerNo', expected, 'The same mandate is told twice; one of them is enough.', 'warning'));
}

function takenOf(context: Context, key: string): CustomerDates {
  const known = context.taken.get(key) ?? customerDates();
  context.taken.set(key, known);
  return known;
}

function dateIn(line: LsLine, field: string): CalendarDate | null {
  const read = calendarDate(String(valueOf(line, field)));
  return read.ok ? read.value : null;
}
