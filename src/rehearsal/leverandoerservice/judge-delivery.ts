import { addBankingDays, addDays, type CalendarDate, hasModulus11, isBankingDay, nextBankingDay } from '#kernel';
import { z } from 'zod';
import { day } from '../kit/mailbox.ts';
import { holdsOn, type LsMandateBook, type LsMandateChange } from './mandate-book.ts';
import type { LsMandateOrder, LsPayment } from './read-delivery.ts';

/**
 * Why single records are refused (0910) or commented on (0920). The list of numbers is not public (nets-formats.md
 * section 11.2): these are ours, UNVERIFIED.
 */
export const lsErrorNumbers = {
  noBankingDay: '9001',
  tooLate: '9002',
  tooFarAhead: '9003',
  noMandate: '9004',
  twiceInDelivery: '9005',
  nothingToStop: '9006',
  overMaximum: '9007',
  mandateExists: '9010',
  wrongTaxNumber: '9011',
  replaced: '9101',
  stopped: '9102',
} as const;
type LsErrorName = keyof typeof lsErrorNumbers;

export const lsPayment = z.object({
  direction: z.enum(['collect', 'disburse']),
  customerNumber: z.string(),
  paymentDate: day,
  amount: z.int(),
});

/** A line of the answer about one record; `record` is the type of the record it is about. */
export const lsRemark = z.object({
  kind: z.enum(['refused', 'comment']),
  record: z.enum(['580', '585', '510', '540', '595']),
  customerNumber: z.string(),
  paymentDate: day.nullable(),
  amount: z.int(),
  errorNumber: z.string(),
});
export type LsRemark = z.infer<typeof lsRemark>;

/** A number that was changed (0930). */
export const lsRenaming = z.object({ date: day, from: z.string(), to: z.string() });
export type LsRenaming = z.infer<typeof lsRenaming>;

export interface JudgingContext {
  readonly at: { readonly date: CalendarDate /** `HH:MM` */; readonly time: string };
  readonly book: LsMandateBook;
  /** Whether a payment of that customer and date was accepted before and still stands. */
  readonly isStanding: (key: string) => boolean;
  /** A record that is refused for a reason the delivery does not show: the bank's limits, say. */
  readonly isRefused: (payment: LsPayment) => boolean;
}

export interface Judged {
  readonly payments: readonly LsPayment[];
  readonly remarks: readonly LsRemark[];
  readonly changes: readonly LsMandateChange[];
  readonly renamings: readonly LsRenaming[];
}

export const paymentKey = ({
  customerNumber,
  paymentDate,
}: Pick<LsPayment, 'customerNumber' | 'paymentDate'>): string => `${customerNumber}/${paymentDate}`;

/** Says of every record whether it stands. One per customer and payment date, collections and disbursements together. */
export function judgeDelivery(
  delivered: readonly LsPayment[],
  orders: readonly LsMandateOrder[],
  context: JudgingContext,
): Judged {
  const remarks: LsRemark[] = [];
  const payments: LsPayment[] = [];
  const seen = new Set<string>();
  const remark = (kind: LsRemark['kind'], { direction, ...of }: LsPayment, error: LsErrorName): void => {
    remarks.push({ kind, record: direction === 'collect' ? '580' : '585', ...of, errorNumber: lsErrorNumbers[error] });
  };
  for (const payment of delivered) {
    const key = paymentKey(payment);
    const error = seen.has(key) ? 'twiceInDelivery' : errorOf(payment, context);
    seen.add(key);
    if (error !== null) {
      remark('refused', payment, error);
      continue;
    }
    payments.push(payment);
    if (payment.amount === 0) remark('comment', payment, 'stopped');
    else if (context.isStanding(key)) remark('comment', payment, 'replaced');
  }
  return { payments, ...judgeOrders(orders, context, remarks) };
}

const longestAheadInDays = 90;
/** On the banking day before; one source (nets-formats.md section 11.1). */
const cutOff = '15:00';

function errorOf(payment: LsPayment, { at, book, isStanding, isRefused }: JudgingContext): LsErrorName | null {
  const { paymentDate, customerNumber, amount, direction } = payment;
  if (!isBankingDay(paymentDate)) return 'noBankingDay';
  const isInTime = isBankingDay(at.date) && at.time < cutOff;
  const registered = isInTime ? at.date : nextBankingDay(addDays(at.date, 1));
  if (paymentDate < addBankingDays(registered, direction === 'collect' ? 1 : 2)) return 'tooLate';
  if (paymentDate > addDays(at.date, longestAheadInDays)) return 'tooFarAhead';
  if (amount === 0) return isStanding(paymentKey(payment)) ? null : 'nothingToStop';
  if (!holdsOn(book.get(customerNumber), paymentDate)) return 'noMandate';
  return isRefused(payment) ? 'overMaximum' : null;
}

function judgeOrders(
  orders: readonly LsMandateOrder[],
  { at, book }: JudgingContext,
  remarks: LsRemark[],
): Omit<Judged, 'payments'> {
  const changes: LsMandateChange[] = [];
  const renamings: LsRenaming[] = [];
  const date = addBankingDays(at.date, 1);
  // What an earlier order of the same delivery did counts for the next.
  const standing = new Set(
    [...book.values()].filter(({ endDate }) => endDate === null).map((one) => one.customerNumber),
  );
  const change = (kind: LsMandateChange['kind'], customerNumber: string): void => {
    changes.push({ kind, by: 'creditor', customerNumber, date });
    if (kind === 'ended') standing.delete(customerNumber);
    else standing.add(customerNumber);
  };
  for (const order of orders) {
    const { record, customerNumber, newCustomerNumber } = order;
    const error = orderError(order, standing);
    if (error !== null) {
      const errorNumber = lsErrorNumbers[error];
      remarks.push({ kind: 'refused', record, customerNumber, paymentDate: null, amount: 0, errorNumber });
    } else if (record === '510') change('registered', customerNumber);
    else {
      change('ended', customerNumber);
      if (record === '595') {
        change('registered', newCustomerNumber);
        renamings.push({ date, from: customerNumber, to: newCustomerNumber });
      }
    }
  }
  return { remarks, changes, renamings };
}

function orderError(order: LsMandateOrder, standing: ReadonlySet<string>): LsErrorName | null {
  if (order.record !== '510' && !standing.has(order.customerNumber)) return 'noMandate';
  if (order.record === '510' && !hasModulus11(order.taxRegistrationNumber)) return 'wrongTaxNumber';
  const wanted = order.record === '595' ? order.newCustomerNumber : order.record === '510' ? order.customerNumber : '';
  return standing.has(wanted) ? 'mandateExists' : null;
}
