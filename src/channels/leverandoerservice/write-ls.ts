import { assert, type CalendarDate, minor, problem, ProblemError } from '#kernel';
import {
  type CustomerDates,
  customerDates,
  lsCancellation540,
  lsChange595,
  lsCollection580,
  lsDisbursement585,
  lsEnd999,
  lsPaymentDate,
  lsRegistration510,
  lsStart,
} from '#schemas/nets';
import { type RecordBuffer, recordBuffer } from '../betalingsservice/record-buffer.ts';
import type { DeliveryTotals, Placed } from '../channel.ts';
import type { LsCollection, LsDeliveryHeader, LsMandateOrder } from './agreement.ts';

/** What a delivery holds. `sections` are its payment dates; texts and addresses do not exist here. */
export interface LsDeliveryTotals extends DeliveryTotals {
  readonly mandateOrders: number;
  readonly bytes: number;
}

/** All records have exactly this width; trailing blanks are kept (nets-formats.md 11.1). */
const recordWidth = 80;

/**
 * Writes a delivery of material type 40 as a stream of chunks of about 64 KiB; memory grows only with the customers of
 * one payment date.
 *
 * Mandate orders stand before the first payment date (where they stand is not documented). The collections come sorted
 * by payment date, each checked by `checkLsCollection` before: what cannot be written here, or a second amount of a
 * customer for a date, throws a `ProblemError` with FIELD_NOT_WRITABLE, because a file that has begun cannot be half
 * right.
 *
 * @param placed told where the record of each collection lies
 * @returns the totals, as the generator's return value
 */
export async function* writeLsDelivery(
  header: LsDeliveryHeader,
  collections: AsyncIterable<LsCollection> | Iterable<LsCollection>,
  placed?: Placed,
): AsyncGenerator<Buffer, LsDeliveryTotals> {
  const { agreement, creationDate, mandateOrders = [] } = header;
  const out = recordBuffer(recordWidth);
  const file: Writing = {
    creditorNo: agreement.creditorNumber,
    out,
    sections: 0,
    payments: 0,
    in: 0,
    paidOut: 0,
    day: null,
  };
  out.put(lsStart, {
    supplierRef: String(header.deliveryNumber).padStart(6, '0'),
    materialType: 'debtorInformation',
    creationDate,
    test: agreement.isTest ? 'TEST' : '',
    dataSupplierCvr: agreement.dataSupplierNumber,
  });
  for (const order of mandateOrders) {
    writeOrder(file, order);
    if (out.hasFull()) yield* out.full();
  }
  for await (const collection of collections) {
    const day = dayOf(file, collection.paymentDate);
    const from = out.bytes();
    writePayment(file, day, collection);
    placed?.(from, out.bytes());
    if (out.hasFull()) yield* out.full();
  }
  assert(file.payments + mandateOrders.length > 0, 'a delivery holds at least one collection or mandate order');
  const amounts = { amountCollections: minor(file.in), amountDisbursements: minor(file.paidOut) };
  out.put(lsEnd999, { creditorNo: file.creditorNo, count: file.payments, ...amounts });
  yield* out.end();
  return {
    sections: file.sections,
    records: out.records(),
    collections: file.payments,
    texts: 0,
    addresses: 0,
    net: minor(file.in - file.paidOut),
    mandateOrders: mandateOrders.length,
    bytes: out.bytes(),
  };
}

interface PaymentDay {
  readonly date: CalendarDate;
  readonly taken: CustomerDates;
}

interface Writing {
  readonly creditorNo: string;
  readonly out: RecordBuffer;
  sections: number;
  payments: number;
  in: number;
  paidOut: number;
  day: PaymentDay | null;
}

/** The payment date the next collection belongs under; a new one is opened by its 001. */
function dayOf(file: Writing, date: CalendarDate): PaymentDay {
  if (file.day?.date === date) return file.day;
  const before = file.day?.date ?? '';
  assert(before < date, `collections come sorted by payment date, ${date} came after ${before}`);
  file.out.put(lsPaymentDate, { creditorNo: file.creditorNo, paymentDate: date });
  file.sections += 1;
  file.day = { date, taken: customerDates() };
  return file.day;
}

function writePayment(file: Writing, day: PaymentDay, { customerNumber, direction, amount }: LsCollection): void {
  const { creditorNo, out } = file;
  const customerNo = customerNumber.toUpperCase();
  if (!day.taken.add(customerNo, day.date)) {
    const value = `${customerNo} ${day.date}`;
    const expected = 'one amount per customer and payment date, collections and disbursements together';
    throw new ProblemError(
      problem('FIELD_NOT_WRITABLE', { record: 'ls.in.580', field: 'customerNo', value, expected }),
    );
  }
  if (direction === 'collect') {
    out.put(lsCollection580, { creditorNo, customerNo, amount });
    file.in += amount;
  } else {
    out.put(lsDisbursement585, { creditorNo, customerNo, amount });
    file.paidOut += amount;
  }
  file.payments += 1;
}

function writeOrder({ creditorNo, out }: Writing, order: LsMandateOrder): void {
  const customerNo = order.customerNumber.toUpperCase();
  switch (order.kind) {
    case 'register': {
      const { registration: regNo, account, cvr } = order;
      out.put(lsRegistration510, { creditorNo, customerNo, regNo, accountNo: account.padStart(10, '0'), cvr });
      return;
    }
    case 'cancel':
      out.put(lsCancellation540, { creditorNo, customerNo });
      return;
    case 'change': {
      const newCustomerNo = order.newCustomerNumber.toUpperCase();
      out.put(lsChange595, { creditorNo, customerNo, newCreditorNo: order.newCreditorNumber, newCustomerNo });
    }
  }
}
