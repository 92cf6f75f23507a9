import { assert, type Minor, minor, problem, ProblemError } from '#kernel';
import { toLatin1 } from '#schemas/kit';
import {
  collection0280,
  type CustomerDates,
  customerDates,
  end0601,
  extraLine0601,
  nameLine0601,
  postLine0601,
  replacement0283,
  sectionEnd0112,
  sectionEnd0113,
  sectionEnd0117,
  sectionEnd0118,
  sectionStart0112,
  sectionStart0113,
  sectionStart0117,
  sectionStart0118,
  slip0285,
  slip0286,
  slipText0601,
  start0601,
  text0601,
} from '#schemas/nets';
import type { Placed } from '../channel.ts';
import type { BsCollection, BsDebtorGroup, BsDeliveryHeader, BsPayer } from './agreement.ts';
import { isAtHome, payerLines } from './payer-lines.ts';
import { type RecordBuffer, recordBuffer } from './record-buffer.ts';

/** What a delivery holds, as its 992 states it. */
export interface DeliveryTotals {
  readonly sections: number;
  /** 042 records. */
  readonly collections: number;
  /** 052 and 062 records. */
  readonly texts: number;
  /** 022 records. */
  readonly addresses: number;
  /** Collections minus disbursements; negative when more is paid out. On paper it has no sign. */
  readonly net: Minor;
  readonly records: number;
  readonly bytes: number;
}

/** Nets takes at most this many sections in one 0601. */
const mostSections = 9000;

/**
 * Writes a delivery 0601 as a stream of chunks of about 64 KiB; memory does not grow with the delivery.
 *
 * The collections come sorted by debtor group, each checked by `checkCollection` before: what cannot be written here,
 * or a second collection of a customer for a date, throws a `ProblemError` with FIELD_NOT_WRITABLE, because a file that
 * has begun cannot be half right.
 *
 * @param placed told where the records of each collection lie
 * @returns the totals, as the generator's return value
 */
export async function* writeDelivery(
  header: BsDeliveryHeader,
  collections: AsyncIterable<BsCollection> | Iterable<BsCollection>,
  placed?: Placed,
): AsyncGenerator<Buffer, DeliveryTotals> {
  const file: Writing = { header, out: recordBuffer(), totals: noTotals(), sections: 0, section: null };
  const { dataSupplierNumber: dataSupplierNo, subsystem } = header.agreement;
  const deliveryId = String(header.deliveryNumber).padStart(10, '0');
  file.out.put(start0601, { dataSupplierNo, subsystem, deliveryId, creationDate: header.creationDate });
  for await (const collection of collections) {
    if (file.section?.group.number !== collection.debtorGroup) {
      endSection(file);
      file.section = startSection(file, collection.debtorGroup);
    }
    const from = file.out.bytes();
    writeCollection(file, file.section, collection);
    placed?.(from, file.out.bytes());
    if (file.out.hasFull()) yield* file.out.full();
  }
  endSection(file);
  assert(file.sections > 0, 'a delivery holds at least one collection');
  const { collections: count042, texts: count052, addresses: count022, net } = file.totals;
  const totals = { sectionCount: file.sections, count042, amount: minor(Math.abs(net)), count052, count022 };
  file.out.put(end0601, { dataSupplierNo, subsystem, ...totals });
  yield* file.out.end();
  const { records, bytes } = file.out;
  return { ...file.totals, sections: file.sections, net: minor(net), records: records(), bytes: bytes() };
}

interface Totals {
  collections: number;
  texts: number;
  addresses: number;
  net: number;
}

interface Section {
  readonly group: BsDebtorGroup;
  readonly totals: Totals;
  readonly taken: CustomerDates;
}

interface Writing {
  readonly header: BsDeliveryHeader;
  readonly out: RecordBuffer;
  readonly totals: Totals;
  sections: number;
  section: Section | null;
}

const noTotals = (): Totals => ({ collections: 0, texts: 0, addresses: 0, net: 0 });

function startSection(file: Writing, number: string): Section {
  const before = file.section?.group.number ?? '';
  assert(before < number, `collections come sorted by debtor group, ${number} came after ${before}`);
  const group = file.header.agreement.debtorGroups.find((known) => known.number === number);
  assert(group, `debtor group ${number} belongs to the agreement`);
  assert(file.sections < mostSections, `a delivery holds at most ${mostSections} sections`);
  file.sections += 1;
  const { agreement, section, creationDate } = file.header;
  const start = { pbsNo: agreement.pbsNumber, debtorGroupNo: number, userId: group.userId, creationDate };
  if (section === '0117') {
    file.out.put(sectionStart0117, { ...start, regNo: null, accountNo: null });
  } else if (section === '0118') {
    file.out.put(sectionStart0118, start);
  } else {
    file.out.put(section === '0112' ? sectionStart0112 : sectionStart0113, {
      ...start,
      regNo: group.settlement?.registration ?? null,
      accountNo: group.settlement?.account.padStart(10, '0') ?? null,
      mainText: toLatin1(group.mainText),
    });
  }
  return { group, totals: noTotals(), taken: customerDates() };
}

const sectionEnds = {
  '0112': sectionEnd0112,
  '0113': sectionEnd0113,
  '0117': sectionEnd0117,
  '0118': sectionEnd0118,
} as const;

function endSection(file: Writing): void {
  if (file.section === null) return;
  const { group, totals } = file.section;
  file.out.put(sectionEnds[file.header.section], {
    pbsNo: file.header.agreement.pbsNumber,
    debtorGroupNo: group.number,
    count042: totals.collections,
    amount: minor(Math.abs(totals.net)),
    count052: totals.texts,
    count022: totals.addresses,
  });
  file.totals.collections += totals.collections;
  file.totals.texts += totals.texts;
  file.totals.addresses += totals.addresses;
  file.totals.net += totals.net;
}

/**
 * What all records of one collection begin with. Spelled out wherever a record is put: a million times over, objects
 * made by spreading cost ten times as much.
 */
interface Whose {
  readonly pbsNo: string;
  readonly debtorGroupNo: string;
  readonly customerNo: string;
}

function writeCollection(file: Writing, section: Section, collection: BsCollection): void {
  const { header, out } = file;
  const { paymentDate } = collection;
  const customerNo = collection.customerNumber.toUpperCase();
  const { pbsNumber: pbsNo } = header.agreement;
  const debtorGroupNo = section.group.number;
  if (!section.taken.add(customerNo, paymentDate)) {
    const value = `${customerNo} ${paymentDate}`;
    const expected = 'one collection per customer and payment date';
    throw new ProblemError(problem('FIELD_NOT_WRITABLE', { record: '0601.042', field: 'customerNo', value, expected }));
  }
  const isTotal = header.agreement.kind === 'total';
  if (isTotal && collection.payer) {
    section.totals.addresses += writePayer(out, { pbsNo, debtorGroupNo, customerNo }, collection.payer);
  }
  const mandateNo = mandateOf(header, collection);
  writePayment(out, header, { pbsNo, debtorGroupNo, customerNo }, collection, mandateNo);
  const [texts, slipTexts] = textsOf(header, collection);
  texts.forEach((line, i) => {
    const text = toLatin1(line);
    out.put(text0601, { pbsNo, debtorGroupNo, customerNo, recordNo: i + 1, mandateNo, text });
  });
  slipTexts.forEach((line, i) => {
    out.put(slipText0601, { pbsNo, debtorGroupNo, customerNo, recordNo: i + 1, text: toLatin1(line) });
  });
  section.totals.collections += 1;
  section.totals.texts += texts.length + slipTexts.length;
  section.totals.net += collection.direction === 'disburse' ? -collection.amount : collection.amount;
}

const noTexts: readonly string[] = [];

/** Lines of the payment overview (052), and of the slip (062): section 0118 has the slip alone. */
function textsOf(
  { agreement, section }: BsDeliveryHeader,
  { texts, slipTexts }: BsCollection,
): readonly [readonly string[], readonly string[]] {
  if (section === '0118') return [noTexts, slipTexts ?? texts];
  return [texts, agreement.kind === 'total' ? (slipTexts ?? noTexts) : noTexts];
}

/** Zeros with Total, unless numbers we know are to be sent: Nets finds the mandate itself (nets-formats.md 1). */
function mandateOf(header: BsDeliveryHeader, collection: BsCollection): string | null {
  if (header.section === '0117' || header.section === '0118') return null;
  const { kind, sendKnownMandateNumber } = header.agreement;
  return kind === 'basis' || sendKnownMandateNumber ? collection.mandateNumber : null;
}

function writePayment(
  out: RecordBuffer,
  header: BsDeliveryHeader,
  whose: Whose,
  collection: BsCollection,
  mandateNo: string | null,
): void {
  const { pbsNo, debtorGroupNo, customerNo } = whose;
  const { paymentDate, direction: signCode, amount, reference } = collection;
  if (header.section === '0112') {
    const line = { pbsNo, debtorGroupNo, customerNo, mandateNo, paymentDate, signCode, amount, reference };
    out.put(collection0280, line);
  } else if (header.section === '0113') {
    const mandate = mandateNo ?? '';
    const line = { pbsNo, debtorGroupNo, customerNo, mandateNo: mandate, paymentDate, signCode, amount, reference };
    out.put(replacement0283, line);
  } else {
    assert(signCode !== 'disburse', 'a payment slip never pays out');
    if (header.section === '0118') {
      const paymentId = collection.paymentId?.padStart(16, '0') ?? null;
      out.put(slip0286, { pbsNo, debtorGroupNo, customerNo, paymentDate, signCode, amount, reference, paymentId });
      return;
    }
    out.put(slip0285, { pbsNo, debtorGroupNo, customerNo, paymentDate, signCode, amount, reference });
  }
}

/** The 022 records before a collection; answers how many. */
function writePayer(out: RecordBuffer, whose: Whose, payer: BsPayer): number {
  const { pbsNo, debtorGroupNo, customerNo } = whose;
  const lines = payerLines(payer);
  lines.forEach((line, i) => {
    out.put(nameLine0601, { pbsNo, debtorGroupNo, customerNo, recordNo: i + 1, line });
  });
  const isHome = isAtHome(payer);
  const postCode = isHome ? payer.postcode.trim() : '0000';
  const country = isHome ? 'DK' : payer.country.trim().toUpperCase();
  out.put(postLine0601, { pbsNo, debtorGroupNo, customerNo, postCode, country });
  if (!payer.cprCvr) return lines.length + 1;
  out.put(extraLine0601, { pbsNo, debtorGroupNo, customerNo, cprCvr: payer.cprCvr.padStart(10, '0') });
  return lines.length + 2;
}
