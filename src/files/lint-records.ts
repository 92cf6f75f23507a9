import type { Finding } from '#schemas/kit';
import { calendarDate } from '#kernel';
import type { FieldReader, Layout } from '#schemas/kit';
import { type CustomerDates, customerDates, type WalkedLine } from '#schemas/nets';

/** What the records of one section have in common, and what the neighbours of a 042 must repeat. */
interface Context {
  pbsNo: unknown;
  debtorGroupNo: unknown;
  dataSupplierNo: unknown;
  /** The customer whose 022 records or 042 came last. */
  customerNo: unknown;
  mandateNo: unknown;
  lastStands: 'before' | 'payment' | 'behind' | null;
  lastRecord: { readonly layout: Layout; readonly recordNo: number } | null;
  taken: CustomerDates;
}

/** Checks of records against their section and their neighbours: what no single record can show. */
export function recordChecks(report: (finding: Finding) => void): (line: WalkedLine) => void {
  const context = newContext();
  return (line) => {
    switch (line.kind) {
      case 'deliveryStart':
        context.dataSupplierNo = valueOf(line, 'dataSupplierNo');
        return;
      case 'deliveryEnd':
        same(line, 'dataSupplierNo', context.dataSupplierNo, 'as in the delivery start', report);
        return;
      case 'sectionStart':
        context.pbsNo = valueOf(line, 'pbsNo');
        context.debtorGroupNo = valueOf(line, 'debtorGroupNo');
        context.lastStands = null;
        context.lastRecord = null;
        context.taken = customerDates();
        return;
      case 'sectionEnd':
        endOfCollection(line, context, report);
        sameSection(line, context, report);
        return;
      case 'record':
        sameSection(line, context, report);
        if (line.delivery?.type === '0601') checkCollection(line, context, report);
        checkMoney(line, report);
        return;
      case 'unknown':
      case 'blank':
      case 'wrapper':
        return;
    }
  };
}

type Report = (finding: Finding) => void;

const newContext = (): Context => ({
  pbsNo: undefined,
  debtorGroupNo: undefined,
  dataSupplierNo: undefined,
  customerNo: undefined,
  mandateNo: undefined,
  lastStands: null,
  lastRecord: null,
  taken: customerDates(),
});

function sameSection(line: WalkedLine, context: Context, report: Report): void {
  same(line, 'pbsNo', context.pbsNo, 'as in the section start', report);
  same(line, 'debtorGroupNo', context.debtorGroupNo, 'as in the section start', report);
}

/** A 022 that no 042 follows addresses nobody. */
function endOfCollection(line: WalkedLine, context: Context, report: Report): void {
  if (context.lastStands !== 'before') return;
  report(onLine(line, 'recordType', nameOf(line), 'a collection (042) behind its address', 'Add the collection.'));
}

function checkCollection(line: WalkedLine, context: Context, report: Report): void {
  const { rule, layout } = line;
  if (rule === null || layout === null) return;
  const isSameBefore = rule.stands !== 'before' && context.lastStands === 'before';
  if (rule.stands === 'behind' && context.lastStands === null) {
    report(
      onLine(line, 'recordType', nameOf(line), 'a collection (042) first', 'Move the text behind its collection.'),
    );
  } else if (isSameBefore || rule.stands === 'behind') {
    same(line, 'customerNo', context.customerNo, 'as in the records of the same collection', report);
  }
  if (rule.stands === 'behind' && context.lastStands === 'before') {
    report(onLine(line, 'recordType', nameOf(line), 'a collection (042) before its texts', 'Add the collection.'));
  }
  checkRecordNumber(line, layout, context, report);
  if (rule.stands === 'payment') checkPayment(line, context, report);
  else if (rule.stands === 'behind') same(line, 'mandateNo', context.mandateNo, 'as in the collection', report);
  if (rule.stands === 'before' && context.lastStands === 'before') {
    same(line, 'customerNo', context.customerNo, 'as in the address before it', report);
  }
  context.customerNo = valueOf(line, 'customerNo');
  context.lastStands = rule.stands;
}

/** Numbers of address and text lines count up from 1 for every collection. */
function checkRecordNumber(line: WalkedLine, layout: Layout, context: Context, report: Report): void {
  const recordNo = valueOf(line, 'recordNo');
  if (typeof recordNo !== 'number') {
    if (line.rule?.stands === 'payment') context.lastRecord = null;
    return;
  }
  const next =
    context.lastRecord?.layout === layout && context.lastStands !== 'payment' ? context.lastRecord.recordNo + 1 : 1;
  if (recordNo !== next) {
    report(finding(line, 'recordNo', recordNo, String(next), 'Number the lines from 1 for every collection.'));
  }
  context.lastRecord = { layout, recordNo };
}

function checkPayment(line: WalkedLine, context: Context, report: Report): void {
  context.mandateNo = valueOf(line, 'mandateNo');
  const customerNo = valueOf(line, 'customerNo');
  if (typeof customerNo !== 'string') return;
  if (!/^[0-9A-ZÆØÅ]{1,15}$/.test(customerNo)) {
    const remedy = 'Give the customer another number.';
    report(finding(line, 'customerNo', customerNo, 'signs 0-9, A-Z, Æ, Ø, Å, without blanks', remedy));
  }
  const paymentDate = calendarDate(String(valueOf(line, 'paymentDate')));
  if (paymentDate.ok && !context.taken.add(customerNo, paymentDate.value)) {
    const expected = 'one collection per customer and payment date in a section';
    report(finding(line, 'customerNo', `${customerNo} ${paymentDate.value}`, expected, 'Merge both collections.'));
  }
  if (line.section?.number === '0113' && /^(0{9}|9{9})$/.test(String(context.mandateNo))) {
    report(finding(line, 'mandateNo', context.mandateNo, 'the customer’s mandate number', 'Take it from 0603.'));
  }
}

/** Sign and amount agree: no sign has no amount, any other has one. What 0602 says of payments agrees with itself. */
function checkMoney(line: WalkedLine, report: Report): void {
  if (line.rule?.stands !== 'payment') return;
  const sign = valueOf(line, 'signCode');
  const amount = valueOf(line, 'amount');
  if (line.delivery?.type === '0601' && typeof amount === 'number') {
    if (sign === 'none' && amount !== 0)
      report(finding(line, 'amount', amount, 'zeros without a sign', 'Set the sign.'));
    if ((sign === 'collect' || sign === 'disburse') && amount === 0) {
      report(finding(line, 'amount', amount, 'a positive amount', 'Leave the collection out, or set sign 0.'));
    }
    return;
  }
  const code = valueOf(line, 'transactionCode');
  const actual = valueOf(line, 'actualAmount');
  if (line.section?.number !== '0211' || typeof actual !== 'number') return;
  const remedy = 'Compare with the bank statement before it is posted.';
  if (code === 'cancelled' && actual !== 0) {
    report({ ...finding(line, 'actualAmount', actual, 'zeros for a cancelled payment', remedy), severity: 'warning' });
  }
  if ((code === 'paid' || code === 'chargedBack') && actual !== amount) {
    report({
      ...finding(line, 'actualAmount', actual, `${String(amount)}, the amount asked`, remedy),
      severity: 'warning',
    });
  }
}

const nameOf = (line: WalkedLine): string => line.text.slice(line.start + 2, line.start + 5);

function same(line: WalkedLine, field: string, wanted: unknown, expected: string, report: Report): void {
  const found = valueOf(line, field);
  if (found === undefined || wanted === undefined || found === wanted) return;
  report(finding(line, field, found, `${shown(wanted)}, ${expected}`, 'Make both records agree.'));
}

const readersOf = new WeakMap<Layout, Map<string, FieldReader<unknown> | undefined>>();

/** A field of whatever record this is; undefined when the record has none of that name, or it cannot be read. */
function valueOf(line: WalkedLine, field: string): unknown {
  if (line.layout === null) return undefined;
  let readers = readersOf.get(line.layout);
  if (readers === undefined) {
    readers = new Map();
    readersOf.set(line.layout, readers);
  }
  if (!readers.has(field)) readers.set(field, line.layout.reader(field));
  return readers.get(field)?.(line.bytes, line.text, line.start);
}

function finding(line: WalkedLine, field: string, value: unknown, expected: string, remedy: string): Finding {
  const place = line.layout?.fields.find((known) => known.name === field);
  const { from = 1, to = 5 } = place ?? {};
  return { severity: 'fault', lineNumber: line.lineNumber, from, to, field, value: shown(value), expected, remedy };
}

/** A value of a field for people: texts and numbers as they are, a field that holds none in words. */
const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'none';

const onLine = (line: WalkedLine, field: string, value: string, expected: string, remedy: string): Finding => ({
  ...finding(line, field, value, expected, remedy),
});
