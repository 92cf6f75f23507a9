import { type CalendarDate, DKK, later, problem, zero } from '#kernel';
import { printable } from '#schemas/kit';
import { type LsLine, lsPayment, lsPaymentCodes } from '#schemas/nets';
import { effectOf } from '../betalingsservice/payment-facts.ts';
import type { PaymentFact, ReadBatch } from '../facts.ts';
import { readLsFile } from './read-ls-file.ts';

const payment = lsPayment.get;

const meaning = {
  collected: { kind: 'paid', direction: 'collect' },
  disbursed: { kind: 'paid', direction: 'disburse' },
  rejected: { kind: 'rejected', direction: 'collect' },
  cancelled: { kind: 'cancelled', direction: 'collect' },
  chargedBack: { kind: 'chargedBack', direction: 'collect' },
} as const satisfies Readonly<Record<string, Pick<PaymentFact, 'kind' | 'direction'>>>;

/**
 * Reads payments of Leverandørservice (0602) as a stream of batches. Totals (0500) are records only: what their three
 * amounts add up is not documented.
 *
 * Nothing is settled of a file that is not complete or whose 042 count is wrong; that may be told in the last batch.
 */
export async function* readLs0602(source: AsyncIterable<Uint8Array>, fileName: string): AsyncGenerator<ReadBatch> {
  const reader = readLsFile<PaymentFact>(source, fileName, {
    family: 'ls-0602',
    factOf: (line, batch, createdOn) => {
      if (line.layout !== lsPayment) return isReadable(line) ? null : undefined;
      const fact = paymentFact(line, createdOn);
      if (fact === undefined || !isUnclear(line, fact)) return fact;
      batch.problems.push(unclear(line, fileName, fact.customerNumber));
      return null;
    },
  });
  for await (const batch of reader) yield { ...batch, statements: [] };
}

/**
 * What a payment record tells, or undefined when one of its fields cannot be read.
 *
 * Its identity is creditor, code, customer, payment date and amount: a customer has one payment a day, and no reference
 * travels. The run number is left out, so that a payment told again in another run is recognised.
 */
function paymentFact(line: LsLine, createdOn: CalendarDate | null): PaymentFact | undefined {
  const { bytes, text, start, lineNumber, byteFrom, byteTo } = line;
  const code = payment.transactionCode(bytes, text, start);
  const creditorNumber = payment.creditorNo(bytes, text, start);
  const customerNumber = payment.customerNo(bytes, text, start);
  const dueDate = payment.paymentDate(bytes, text, start);
  const amount = payment.amount(bytes, text, start);
  if (code === undefined || creditorNumber === undefined || customerNumber === undefined) return undefined;
  if (dueDate === undefined || amount === undefined || !isReadable(line)) return undefined;
  const { kind, direction } = meaning[code];
  const isPaid = kind === 'paid';
  const isReturned = kind === 'chargedBack';
  // A rejection here is told before money moved: no amount is "booked" in the record, unlike in Betalingsservice.
  const actualAmount = isPaid || isReturned ? amount : zero;
  return {
    channel: 'leverandoerservice',
    lineNumber,
    byteFrom,
    byteTo,
    recordCode: lsPaymentCodes.codes[code],
    kind,
    means: 'automatic',
    creditorNumber,
    debtorGroup: '',
    customerNumber,
    mandateNumber: null,
    dueDate,
    direction,
    currency: DKK,
    amount,
    reference: '',
    actualDate: isPaid ? dueDate : null,
    // The record's only date is the payment date. A charge back is booked on the day it is told (inferred).
    bookkeepingDate: isPaid ? dueDate : isReturned && createdOn !== null ? later(createdOn, dueDate) : null,
    actualAmount,
    fee: zero,
    archiveReference: null,
    effect: effectOf(kind, direction, actualAmount),
    paymentKey: `LS ${creditorNumber} ${lsPaymentCodes.codes[code]} ${customerNumber} ${dueDate} ${amount}`,
    bank: null,
  };
}

const isReadable = (line: LsLine): boolean => line.layout?.isReadable(line.bytes, line.text, line.start) ?? false;

/**
 * Whether nobody can say whose money moved which way: a record without a customer, or a charge back whose undocumented
 * sign may mean a disbursement.
 */
function isUnclear(line: LsLine, fact: PaymentFact): boolean {
  return fact.customerNumber === '' || (fact.kind === 'chargedBack' && signOf(line) === '2');
}

const signOf = (line: LsLine): string | undefined => payment.sign(line.bytes, line.text, line.start);

function unclear(line: LsLine, fileName: string, customerNumber: string) {
  const { lineNumber } = line;
  if (customerNumber === '') {
    const place = { field: 'customerNo', from: 26, to: 40, value: '', expected: 'a customer number' };
    return problem('LINE_UNREADABLE', { fileName, lineNumber, ...place });
  }
  const expected = 'the sign of a collection: no source says how a disbursement is charged back';
  const value = printable(signOf(line) ?? '');
  return problem('LINE_UNREADABLE', { fileName, lineNumber, field: 'sign', from: 56, to: 56, value, expected });
}
