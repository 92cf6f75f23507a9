import type { CalendarDate } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import type { ReceivedCollection } from './reading.ts';

/** What may happen to one payment. The order is the precedence: the first that strikes decides. */
export const paymentFaults = [
  'rejected',
  'rejectedLate',
  'cancelled',
  'chargeBackWithoutPayment',
  'chargedBack',
  'doublePayment',
  'wrongCustomer',
  'unknownCustomer',
  'amountDiffers',
  'paidLate',
  'neverPaid',
] as const;
export type PaymentFault = (typeof paymentFaults)[number];

/** What may happen to the file of one day. The first four exclude each other, in this order. */
export const fileFaults = [
  'lateFile',
  'fileTwice',
  'truncatedFile',
  'wrongTotals',
  'unreadableLine',
  'unknownRecord',
] as const;
export type FileFault = (typeof fileFaults)[number];

/** What may happen only where delivery 0621 tells of it: a single record of a delivery is refused. */
type RecordFault = 'refusedRecord';

export interface NetsFaults {
  /** How often each strikes, from 0 to 1. What is not named keeps its default. */
  readonly rates?: Partial<Readonly<Record<PaymentFault | FileFault | RecordFault, number>>> | undefined;
  /** Decides for one payment, before the rates: the fault, `none`, or undefined to leave it to the rates. */
  readonly forPayment?: ((collection: ReceivedCollection) => PaymentFault | 'none' | undefined) | undefined;
  /** Decides for the file of one day, before the rates. */
  readonly forFile?: ((date: CalendarDate) => readonly FileFault[] | undefined) | undefined;
}

/** Ordinary life: some reject, some pay late, a few never; files come as they should. */
export const ordinaryRates: Readonly<Record<PaymentFault | FileFault | RecordFault, number>> = {
  rejected: 0.01,
  rejectedLate: 0.003,
  cancelled: 0.002,
  chargeBackWithoutPayment: 0,
  chargedBack: 0.003,
  doublePayment: 0,
  wrongCustomer: 0,
  unknownCustomer: 0,
  amountDiffers: 0.01,
  paidLate: 0.1,
  neverPaid: 0.05,
  refusedRecord: 0,
  lateFile: 0,
  fileTwice: 0,
  truncatedFile: 0,
  wrongTotals: 0,
  unreadableLine: 0,
  unknownRecord: 0,
};

/** A bad month, for rehearsals: everything the error log must catch happens now and then. */
export const troubledRates: Readonly<Record<PaymentFault | FileFault | RecordFault, number>> = {
  ...ordinaryRates,
  chargeBackWithoutPayment: 0.003,
  chargedBack: 0.01,
  doublePayment: 0.01,
  wrongCustomer: 0.005,
  unknownCustomer: 0.005,
  refusedRecord: 0.006,
  lateFile: 0.1,
  fileTwice: 0.1,
  truncatedFile: 0.07,
  wrongTotals: 0.07,
  unreadableLine: 0.1,
  unknownRecord: 0.1,
};

const ofSlipsOnly: ReadonlySet<PaymentFault> = new Set<PaymentFault>(['amountDiffers', 'paidLate', 'neverPaid']);
const ofMandatesOnly: ReadonlySet<PaymentFault> = new Set<PaymentFault>(['rejected', 'rejectedLate', 'cancelled']);

/** What happens to one payment, by the seed and by whose it is, never by when it is asked. */
export function faultOfPayment(seed: number, faults: NetsFaults, collection: ReceivedCollection): PaymentFault | null {
  const forced = faults.forPayment?.(collection);
  if (forced !== undefined) return forced === 'none' ? null : forced;
  const { section, debtorGroup, customerNumber, paymentDate } = collection;
  const excluded = collection.mandateNumber === null ? ofMandatesOnly : ofSlipsOnly;
  const fate = seeded(seed, 'fate', section, debtorGroup, customerNumber, paymentDate);
  const struck = paymentFaults.filter((fault) => fate.chance(faults.rates?.[fault] ?? ordinaryRates[fault]));
  return struck.find((fault) => !excluded.has(fault)) ?? null;
}

/** Whether a record is refused when it comes; a row of chances of its own, so that the fates of the others stay. */
export function isRecordRefused(seed: number, faults: NetsFaults, collection: ReceivedCollection): boolean {
  const { section, debtorGroup, customerNumber, paymentDate } = collection;
  const chance = seeded(seed, 'refused', section, debtorGroup, customerNumber, paymentDate);
  return chance.chance(faults.rates?.refusedRecord ?? ordinaryRates.refusedRecord);
}

/** Whether a list (0603, 0621) is sent a second time under another name. */
export function isListTwice(seed: number, faults: NetsFaults, type: string, date: CalendarDate): boolean {
  const forced = faults.forFile?.(date);
  if (forced !== undefined) return forced.includes('fileTwice');
  return seeded(seed, 'list', type, date).chance(faults.rates?.fileTwice ?? ordinaryRates.fileTwice);
}

export function faultsOfFile(seed: number, faults: NetsFaults, date: CalendarDate): ReadonlySet<FileFault> {
  const forced = faults.forFile?.(date);
  if (forced !== undefined) return new Set(forced);
  const struck = fileFaults.filter((fault) =>
    seeded(seed, 'file', fault, date).chance(faults.rates?.[fault] ?? ordinaryRates[fault]),
  );
  const whole = struck.find((fault) => fileFaults.indexOf(fault) < 4);
  return new Set(struck.filter((fault) => fileFaults.indexOf(fault) >= 4 || fault === whole));
}
