import type { CalendarDate } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import type { LsPayment } from './read-delivery.ts';

/** What may happen to one payment. The order is the precedence: the first that strikes decides. */
export const lsPaymentFaults = [
  'rejected',
  'cancelled',
  'chargeBackWithoutPayment',
  'chargedBack',
  'toldTwice',
  'wrongCustomer',
  'unknownCustomer',
  'amountDiffers',
] as const;
export type LsPaymentFault = (typeof lsPaymentFaults)[number];

/** What may happen to the payments file of one day; the first that strikes decides. */
export const lsFileFaults = ['lateFile', 'fileTwice', 'truncatedFile', 'wrongCount'] as const;
export type LsFileFault = (typeof lsFileFaults)[number];

type Rates = Readonly<Record<LsPaymentFault | LsFileFault | 'refusedRecord', number>>;

export interface LsFaults {
  /** How often each strikes, from 0 to 1. What is not named keeps its default. */
  readonly rates?: Partial<Rates> | undefined;
  /** Decides for one payment, before the rates: the fault, `none`, or undefined to leave it to the rates. */
  readonly forPayment?: ((payment: LsPayment) => LsPaymentFault | 'refusedRecord' | 'none' | undefined) | undefined;
  /** Decides for the file of one day, before the rates. */
  readonly forFile?: ((date: CalendarDate) => LsFileFault | 'none' | undefined) | undefined;
}

/** Ordinary life: a few are rejected or charged back; files come as they should. */
export const ordinaryLsRates: Rates = {
  refusedRecord: 0.002,
  rejected: 0.01,
  cancelled: 0.002,
  chargeBackWithoutPayment: 0,
  chargedBack: 0.004,
  toldTwice: 0,
  wrongCustomer: 0,
  unknownCustomer: 0,
  amountDiffers: 0,
  lateFile: 0,
  fileTwice: 0,
  truncatedFile: 0,
  wrongCount: 0,
};

/** A bad month, for rehearsals: everything the error log must catch happens now and then. */
export const troubledLsRates: Rates = {
  refusedRecord: 0.02,
  rejected: 0.03,
  cancelled: 0.01,
  chargeBackWithoutPayment: 0.005,
  chargedBack: 0.02,
  toldTwice: 0.01,
  wrongCustomer: 0.01,
  unknownCustomer: 0.01,
  amountDiffers: 0.02,
  lateFile: 0.1,
  fileTwice: 0.15,
  truncatedFile: 0.1,
  wrongCount: 0.1,
};

/** What happens to one payment, by the seed and by whose it is, never by when it is asked. */
export function faultOfLsPayment(seed: number, faults: LsFaults, payment: LsPayment): LsPaymentFault | null {
  const forced = faults.forPayment?.(payment);
  if (forced !== undefined) return forced === 'none' || forced === 'refusedRecord' ? null : forced;
  const fate = seeded(seed, 'ls fate', payment.customerNumber, payment.paymentDate);
  const struck = lsPaymentFaults.filter((fault) => fate.chance(faults.rates?.[fault] ?? ordinaryLsRates[fault]));
  return struck[0] ?? null;
}

export function isLsRecordRefused(seed: number, faults: LsFaults, payment: LsPayment): boolean {
  const forced = faults.forPayment?.(payment);
  if (forced !== undefined) return forced === 'refusedRecord';
  const chance = seeded(seed, 'ls refused', payment.customerNumber, payment.paymentDate);
  return chance.chance(faults.rates?.refusedRecord ?? ordinaryLsRates.refusedRecord);
}

export function faultOfLsFile(seed: number, faults: LsFaults, date: CalendarDate): LsFileFault | null {
  const forced = faults.forFile?.(date);
  if (forced !== undefined) return forced === 'none' ? null : forced;
  const struck = lsFileFaults.filter((fault) =>
    seeded(seed, 'ls file', fault, date).chance(faults.rates?.[fault] ?? ordinaryLsRates[fault]),
  );
  return struck[0] ?? null;
}
