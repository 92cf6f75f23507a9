import { addBankingDays, addDays, type CalendarDate, later } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import { faultOfLsPayment, type LsFaults, type LsPaymentFault } from './faults.ts';
import { paymentKey } from './judge-delivery.ts';
import type { LsPayment } from './read-delivery.ts';

export type LsPaymentCode = '0580' | '0585' | '0530' | '0540' | '0555';

/** What is true about a told payment, whatever the file says. */
export type LsTruth =
  | 'paid'
  | 'told twice'
  | 'told with another amount'
  | 'told with a wrong customer'
  | 'told with an unknown customer'
  | 'rejected'
  | 'cancelled'
  | 'charged back'
  | 'charged back without payment';

/** One payment record that is told on a certain day. */
export interface LsPlannedFact {
  readonly key: string;
  /** Which of the facts of its payment it is. */
  readonly index: number;
  readonly tellOn: CalendarDate;
  readonly truth: LsTruth;
  readonly code: LsPaymentCode;
  readonly customerNumber: string;
  readonly paymentDate: CalendarDate;
  readonly direction: 'collect' | 'disburse';
  /** What the creditor asked for, in øre. */
  readonly asked: number;
  /** What the file says. */
  readonly amount: number;
}

type Fact = Pick<LsPlannedFact, 'tellOn' | 'truth' | 'code' | 'amount'>;

/**
 * Decides how a payment ends: which records are told, and when. Depends on the seed and on the payment alone; nothing is
 * told of one that was stopped. Payments are told on their date, charge backs some banking days after it.
 */
export function planLsPayment(
  seed: number,
  faults: LsFaults,
  payment: LsPayment,
  acceptedOn: CalendarDate,
): LsPlannedFact[] {
  if (payment.amount === 0) return [];
  const fault = faultOfLsPayment(seed, faults, payment);
  const common = {
    key: paymentKey(payment),
    customerNumber: payment.customerNumber,
    paymentDate: payment.paymentDate,
    direction: payment.direction,
    asked: payment.amount,
  };
  return factsOf(seed, payment, fault).map((fact, index) => ({
    ...common,
    ...fact,
    index,
    tellOn: later(fact.tellOn, acceptedOn),
  }));
}

function factsOf(seed: number, payment: LsPayment, fault: LsPaymentFault | null): readonly Fact[] {
  const { paymentDate, amount, direction } = payment;
  const chance = seeded(seed, 'ls payment', payment.customerNumber, paymentDate);
  const paid: Fact = { tellOn: paymentDate, truth: 'paid', code: direction === 'collect' ? '0580' : '0585', amount };
  // A debtor who is paid rejects nothing, and nothing is taken back.
  if (direction === 'disburse') return [paid];
  const [days, step] = [chance.between(1, 5), chance.between(1, 50)];
  const back = (truth: LsTruth): Fact => ({
    tellOn: addBankingDays(paymentDate, days),
    truth,
    code: '0555',
    amount,
  });
  if (fault === null) return [paid];
  const outcomes: Readonly<Record<LsPaymentFault, readonly Fact[]>> = {
    rejected: [{ ...paid, truth: 'rejected', code: '0530' }],
    cancelled: [{ ...paid, truth: 'cancelled', code: '0540' }],
    chargeBackWithoutPayment: [back('charged back without payment')],
    chargedBack: [paid, back('charged back')],
    toldTwice: [paid, { ...paid, tellOn: addBankingDays(paymentDate, 1), truth: 'told twice' }],
    wrongCustomer: [{ ...paid, truth: 'told with a wrong customer' }],
    unknownCustomer: [{ ...paid, truth: 'told with an unknown customer' }],
    amountDiffers: [{ ...paid, truth: 'told with another amount', amount: anotherAmount(amount, step) }],
  };
  return outcomes[fault];
}

/** Too little where there is enough, else too much; always positive and never the right one. */
const anotherAmount = (amount: number, step: number): number =>
  amount > step * 200 && step % 2 === 0 ? amount - step * 100 : amount + step * 100;

/** What becomes of a payment whose mandate ends before its date; null when that changes nothing. */
export function planLsCancelled(
  facts: readonly LsPlannedFact[],
  endDate: CalendarDate,
  day: CalendarDate,
): LsPlannedFact | null {
  const [first] = facts;
  if (!first || first.direction === 'disburse' || first.paymentDate < endDate) return null;
  const tellOn = later(first.paymentDate, addDays(day, 1));
  return { ...first, tellOn, truth: 'cancelled', code: '0540', amount: first.asked };
}
