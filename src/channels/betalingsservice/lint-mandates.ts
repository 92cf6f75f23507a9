import { addDays, calendarDate, type CalendarDate, knownDate } from '#kernel';
import {
  cancellation0257,
  type CustomerDates,
  customerDates,
  electronicSlipMandate,
  mandate0603,
  receipt0280First,
  receipt0280Second,
  type WalkedLine,
} from '#schemas/nets';
import { onField, type Report, shown, valueOf } from './lint-walk.ts';
import { mostMandateDays } from './read-0603.ts';

interface Context {
  dataSupplierNo: unknown;
  createdOn: unknown;
  pbsNo: unknown;
  debtorGroupNo: unknown;
  /** Mandates told in this section, by their code. */
  taken: Map<string, CustomerDates>;
  /** The amount of a first receipt record that waits for its second. */
  waiting: { readonly amount: unknown } | null;
}

/** Checks of 0603, 0605 and 0621: records against their section, the file's date, and each other. */
export function mandateChecks(): (line: WalkedLine, report: Report) => void {
  const context: Context = {
    dataSupplierNo: undefined,
    createdOn: undefined,
    pbsNo: undefined,
    debtorGroupNo: undefined,
    taken: new Map(),
    waiting: null,
  };
  return (line, report) => {
    if (line.kind === 'deliveryStart') {
      context.dataSupplierNo = valueOf(line, 'dataSupplierNo');
      context.createdOn = valueOf(line, 'creationDate');
    } else if (line.kind === 'deliveryEnd') {
      same(line, 'dataSupplierNo', context.dataSupplierNo, 'as in the delivery start', report);
    } else if (line.kind === 'sectionStart') {
      context.pbsNo = valueOf(line, 'pbsNo');
      context.debtorGroupNo = valueOf(line, 'debtorGroupNo');
      context.taken = new Map();
      context.waiting = null;
    } else if (line.kind === 'record' || line.kind === 'sectionEnd') {
      same(line, 'pbsNo', context.pbsNo, 'as in the section start', report);
      same(line, 'debtorGroupNo', context.debtorGroupNo, 'as in the section start', report);
      checkPair(line, context, report);
      if (line.layout === mandate0603) checkMandate(line, context, report);
      if (line.layout === cancellation0257) checkCancelled(line, context, report);
    }
  };
}

function same(line: WalkedLine, field: string, wanted: unknown, expected: string, report: Report): void {
  const found = valueOf(line, field);
  if (found === undefined || wanted === undefined || found === wanted) return;
  report(onField(line, field, `${shown(wanted)}, ${expected}`, 'Make both records agree.'));
}

function checkMandate(line: WalkedLine, context: Context, report: Report): void {
  const code = valueOf(line, 'transactionCode');
  const from = dateIn(line, 'effectiveDate');
  const to = dateIn(line, 'endDate');
  const remedy = 'Ask Nets which date holds.';
  if (valueOf(line, 'customerNo') === '') {
    report(onField(line, 'customerNo', 'a customer number', 'Ask Nets whose mandate it is.'));
  }
  if (from !== null && to !== null && to < from) {
    report(onField(line, 'endDate', `a date not before the effective date ${from}`, remedy, 'warning'));
  }
  if (to === null && code !== 'active' && code !== 'registered') {
    report(onField(line, 'endDate', 'the day a cancelled mandate ends', remedy, 'warning'));
  }
  const createdOn = calendarDate(String(context.createdOn));
  for (const [field, date] of [
    ['effectiveDate', from],
    ['endDate', to],
  ] as const) {
    if (createdOn.ok && date !== null && date > addDays(createdOn.value, mostMandateDays)) {
      const expected = `a date at most ${mostMandateDays} days after the file’s; two-digit years count as 20yy`;
      report(onField(line, field, expected, remedy, 'warning'));
    }
  }
  const isNew = takenOf(context, `${String(code)} ${String(valueOf(line, 'debtorGroupNo'))}`).add(
    String(valueOf(line, 'customerNo')),
    from ?? noDate,
  );
  if (!isNew) {
    const expected = 'a customer once with one code and effective date in a section';
    report(onField(line, 'customerNo', expected, 'The same mandate is told twice; one of them is enough.', 'warning'));
  }
}

function checkCancelled(line: WalkedLine, context: Context, report: Report): void {
  const mandateNo = valueOf(line, 'mandateNo');
  if (mandateNo === '000000000' || mandateNo === electronicSlipMandate) {
    report(onField(line, 'mandateNo', 'the customer’s mandate number', 'Take it from 0603.'));
  }
  if (!takenOf(context, String(valueOf(line, 'debtorGroupNo'))).add(String(mandateNo), noDate)) {
    report(onField(line, 'mandateNo', 'one cancellation per mandate', 'Leave the second one out.'));
  }
}

/** The two records of a receipt stand together, and repeat one amount (inferred). */
function checkPair(line: WalkedLine, context: Context, report: Report): void {
  const { waiting } = context;
  const isSecond = line.layout === receipt0280Second;
  if (waiting !== null && !isSecond) {
    const expected = 'the second record of the receipt before it';
    report(onField(line, 'recordNo', expected, 'The receipt is shown without its text.', 'warning'));
  }
  if (waiting !== null && isSecond && valueOf(line, 'amount') !== waiting.amount) {
    report(onField(line, 'amount', 'the amount of the first record', 'Compare with what was sent.', 'warning'));
  }
  context.waiting = line.layout === receipt0280First ? { amount: valueOf(line, 'amount') } : null;
}

/** Keys of one customer without a date share this one. */
const noDate = knownDate('0001-01-01');

function takenOf(context: Context, key: string): CustomerDates {
  const known = context.taken.get(key) ?? customerDates();
  context.taken.set(key, known);
  return known;
}

function dateIn(line: WalkedLine, field: string): CalendarDate | null {
  const read = calendarDate(String(valueOf(line, field)));
  return read.ok ? read.value : null;
}
