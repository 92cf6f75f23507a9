import {
  addBankingDays,
  addDays,
  betalingsserviceMonth,
  type CalendarDate,
  isBankingDay,
  later,
  nextBankingDay,
} from '#kernel';
import { seeded } from '../kit/seeded.ts';
import { faultOfPayment, type NetsFaults, type PaymentFault } from './faults.ts';
import { keyOf, type ReceivedCollection } from './reading.ts';
import { isSlip, type PaymentCode, type PaymentRecord } from './write-payments.ts';

/** What is true about a told payment, whatever the file says. */
export type Truth =
  | 'paid'
  | 'paid twice'
  | 'told twice'
  | 'paid another amount'
  | 'told with a wrong customer'
  | 'told with an unknown customer'
  | 'rejected'
  | 'cancelled'
  | 'charged back'
  | 'charged back without payment';

/** One payment record that Nets will tell on a certain day. */
export interface PlannedFact {
  /** The collection it is about, and which of its facts it is. */
  readonly key: string;
  readonly index: number;
  readonly tellOn: CalendarDate;
  readonly truth: Truth;
  readonly record: PaymentRecord;
}

/**
 * Decides how a collection ends: which records are told, and when. Depends on the seed and on the collection alone.
 *
 * Dates follow nets-formats.md sections 4 and 13: automatic payments are told 1-2 banking days before the due date,
 * slips on their bookkeeping date, one banking day after they were paid.
 */
export function planSettlement(
  seed: number,
  faults: NetsFaults,
  collection: ReceivedCollection,
  acceptedOn: CalendarDate,
): PlannedFact[] {
  if (collection.sign === 0) return [];
  const fault = faultOfPayment(seed, faults, collection);
  const plan = { seed, collection, fault, chance: (what: string) => chanceOf(seed, what, collection) };
  const facts = collection.mandateNumber === null ? planSlip(plan) : planAutomatic(plan, collection.mandateNumber);
  return facts.map((fact, index) => ({
    ...fact,
    key: keyOf(collection),
    index,
    tellOn: later(fact.tellOn, acceptedOn),
  }));
}

/** What becomes of a planned collection whose mandate ends before its payment date; null when it is settled already. */
export function planCancelled(
  facts: readonly PlannedFact[],
  endDate: CalendarDate,
  day: CalendarDate,
): PlannedFact | null {
  const [first] = facts;
  if (!first || isSlip(first.record.code) || first.record.dueDate < endDate) return null;
  const unpaid = { code: '0238', actualDate: null, bookkeepingDate: null, actualAmount: 0 } as const;
  return {
    ...first,
    tellOn: later(bankingDaysBefore(first.record.dueDate, 1), addDays(day, 1)),
    truth: 'cancelled',
    record: { ...first.record, ...unpaid },
  };
}

interface Plan {
  readonly seed: number;
  readonly collection: ReceivedCollection;
  readonly fault: PaymentFault | null;
  readonly chance: (what: string) => ReturnType<typeof seeded>;
}

type Fact = Omit<PlannedFact, 'key' | 'index'>;

function planAutomatic({ collection, fault, chance }: Plan, mandateNumber: string): Fact[] {
  const { paymentDate, amount } = collection;
  const before = bankingDaysBefore(paymentDate, chance('told').between(1, 2));
  const paid = { actualDate: paymentDate, bookkeepingDate: paymentDate, actualAmount: amount };
  const unpaid = { actualDate: null, bookkeepingDate: null, actualAmount: 0 };
  const record = (code: PaymentCode, what: typeof paid | typeof unpaid): PaymentRecord => ({
    ...basics(collection),
    code,
    mandateNumber,
    archiveReference: '',
    ...what,
  });
  const completed: Fact = { tellOn: before, truth: 'paid', record: record('0236', paid) };
  const isEnded = collection.mandateValidTo !== null && collection.mandateValidTo < paymentDate;
  if (isEnded || fault === 'cancelled') return [{ tellOn: before, truth: 'cancelled', record: record('0238', unpaid) }];
  if (fault === 'rejected') {
    const told = bankingDaysBefore(paymentDate, chance('rejected').between(1, 3));
    return [{ tellOn: told, truth: 'rejected', record: record('0237', unpaid) }];
  }
  if (fault === 'rejectedLate') {
    // Only until the 7th: later the bank takes no rejection, and the payment stands.
    const limit = betalingsserviceMonth(paymentDate).rejectionDeadline;
    const told = bankingDaysAfter(paymentDate, 1);
    return told > limit ? [completed] : [completed, { tellOn: told, truth: 'rejected', record: record('0237', paid) }];
  }
  const back = (): Fact => ({
    tellOn: bankingDaysAfter(paymentDate, chance('back').between(1, 8)),
    truth: fault === 'chargeBackWithoutPayment' ? 'charged back without payment' : 'charged back',
    record: record('0239', paid),
  });
  if (fault === 'chargeBackWithoutPayment') return [back()];
  if (fault === 'chargedBack') return [completed, back()];
  // An automatic payment is made once; what is double is the telling.
  if (fault === 'doublePayment')
    return [completed, { ...completed, tellOn: bankingDaysAfter(paymentDate, 1), truth: 'told twice' }];
  return [misaddressed(completed, fault)];
}

function planSlip({ collection, fault, chance }: Plan): Fact[] {
  const { sign, paymentDate, amount } = collection;
  // Money is only paid out to those with a mandate; the others are listed in delivery 0621.
  if (sign === 2 || fault === 'neverPaid') return [];
  const paidOn = slipDate(paymentDate, fault === 'paidLate', chance('paid'));
  const slip = (code: '0297' | '0299', actualDate: CalendarDate, actualAmount: number, which: string): Fact => {
    const bookkeepingDate = bankingDaysAfter(actualDate, 1);
    const record: PaymentRecord = {
      ...basics(collection),
      code,
      mandateNumber: '',
      // The same payment keeps its archive reference when it is taken back; a second payment has its own.
      archiveReference: chance(`archive ${which}`).digits(22),
      actualDate,
      bookkeepingDate,
      actualAmount,
    };
    return { tellOn: bookkeepingDate, truth: code === '0297' ? 'paid' : 'charged back', record };
  };
  const paid = slip('0297', paidOn, amount, 'first');
  const back = () => slip('0299', bankingDaysAfter(paidOn, chance('back').between(2, 10)), amount, 'first');
  if (fault === 'chargeBackWithoutPayment') return [{ ...back(), truth: 'charged back without payment' }];
  if (fault === 'chargedBack') return [paid, back()];
  if (fault === 'doublePayment') {
    const again = slip('0297', bankingDaysAfter(paidOn, chance('again').between(0, 5)), amount, 'second');
    return [paid, { ...again, truth: 'paid twice' }];
  }
  if (fault === 'amountDiffers') {
    return [
      { ...slip('0297', paidOn, anotherAmount(amount, chance('amount')), 'first'), truth: 'paid another amount' },
    ];
  }
  return [misaddressed(paid, fault)];
}

const basics = ({ debtorGroup, customerNumber, paymentDate, sign, amount, reference }: ReceivedCollection) => ({
  debtorGroup,
  customerNumber,
  dueDate: paymentDate,
  sign,
  amount,
  reference,
});

/** The customer told in the file is put in when it is written, from those that Nets knows then. */
function misaddressed(fact: Fact, fault: PaymentFault | null): Fact {
  if (fault === 'wrongCustomer') return { ...fact, truth: 'told with a wrong customer' };
  return fault === 'unknownCustomer' ? { ...fact, truth: 'told with an unknown customer' } : fact;
}

/** Most slips are paid in the days up to the due date, some a little after; late ones up to six weeks after. */
function slipDate(dueDate: CalendarDate, isLate: boolean, chance: ReturnType<typeof seeded>): CalendarDate {
  const days = isLate ? chance.between(8, 42) : chance.chance(0.75) ? -chance.between(0, 3) : chance.between(1, 7);
  return counted(`${dueDate}+${days}`, () => nextBankingDay(addDays(dueDate, days)));
}

/** Too little, too much, or two neighbouring digits exchanged; always positive and never the right one. */
function anotherAmount(amount: number, chance: ReturnType<typeof seeded>): number {
  const kind = chance.between(0, 2);
  if (kind === 0 && amount > 10_000) return amount - 10_000;
  if (kind === 1) return amount + chance.between(1, 50) * 100;
  const exchanged = Number(String(amount).replace(/^(.)(.)/, '$2$1'));
  return exchanged === amount || exchanged === 0 ? amount + 1 : exchanged;
}

const shifted = new Map<string, CalendarDate>();

/** Thousands of collections share a few dates, so each way between two days is counted once. */
function counted(key: string, count: () => CalendarDate): CalendarDate {
  const found = shifted.get(key) ?? count();
  shifted.set(key, found);
  return found;
}

const bankingDaysAfter = (date: CalendarDate, count: number): CalendarDate =>
  counted(`${date}>${count}`, () => addBankingDays(date, count));

const bankingDaysBefore = (date: CalendarDate, count: number): CalendarDate =>
  counted(`${date}<${count}`, () => {
    let day = date;
    for (let left = count; left > 0; ) {
      day = addDays(day, -1);
      if (isBankingDay(day)) left--;
    }
    return day;
  });

const chanceOf = (seed: number, what: string, of: ReceivedCollection): ReturnType<typeof seeded> =>
  seeded(seed, what, of.section, of.debtorGroup, of.customerNumber, of.paymentDate);
