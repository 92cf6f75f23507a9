import type { CalendarDate } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import { fateOf, type ReceivedCollection } from './received.ts';

/** What may happen to one transaction. The order is the precedence: the first that strikes decides. */
export const collectionFaults = [
  'rejected',
  'informedOnly',
  'returnedWithoutPayment',
  'returned',
  'unknownReason',
  'amountDiffers',
  'foreignEndToEndId',
  'toldTwice',
  'pendingFirst',
] as const;
export type CollectionFault = (typeof collectionFaults)[number];

/** What may happen to the files of one day. The first two exclude each other, in this order. */
export const bankFileFaults = [
  'fileTwice',
  'truncatedFile',
  'doctypeFile',
  'latin1File',
  'wrongBalance',
  'strangerSigned',
  'tamperedFile',
] as const;
export type BankFileFault = (typeof bankFileFaults)[number];

/** What else happens on the account. The rate is for one settlement day; interest comes at the end of quarters only. */
export const otherMovements = [
  'charge',
  'interest',
  'customerTransfer',
  'referenceTransfer',
  'strangerTransfer',
] as const;
export type OtherMovement = (typeof otherMovements)[number];

export type BankRates = Readonly<Record<CollectionFault | BankFileFault | OtherMovement, number>>;

export interface BankFaults {
  /** How often each strikes, from 0 to 1. What is not named keeps its default. */
  readonly rates?: Partial<BankRates> | undefined;
  /** Decides for one transaction, before the rates: the fault, `none`, or undefined to leave it to the rates. */
  readonly forCollection?: ((collection: ReceivedCollection) => CollectionFault | 'none' | undefined) | undefined;
  /** Decides for the files of one day, before the rates. */
  readonly forFile?: ((date: CalendarDate) => readonly BankFileFault[] | undefined) | undefined;
}

/** Ordinary life: some are rejected or come back, the account has other movements, files are as they should be. */
export const ordinaryBankRates: BankRates = {
  rejected: 0.01,
  informedOnly: 0,
  returnedWithoutPayment: 0,
  returned: 0.01,
  unknownReason: 0,
  amountDiffers: 0,
  foreignEndToEndId: 0,
  toldTwice: 0,
  pendingFirst: 0,
  fileTwice: 0,
  truncatedFile: 0,
  doctypeFile: 0,
  latin1File: 0.1,
  wrongBalance: 0,
  strangerSigned: 0,
  tamperedFile: 0,
  charge: 0.1,
  interest: 1,
  customerTransfer: 0.2,
  referenceTransfer: 0.1,
  strangerTransfer: 0.05,
};

/** A bad month, for rehearsals: everything the error log must catch happens now and then. */
export const troubledBankRates: BankRates = {
  ...ordinaryBankRates,
  rejected: 0.03,
  informedOnly: 0.005,
  returnedWithoutPayment: 0.003,
  returned: 0.03,
  unknownReason: 0.005,
  amountDiffers: 0.005,
  foreignEndToEndId: 0.005,
  toldTwice: 0.01,
  pendingFirst: 0.01,
  fileTwice: 0.1,
  truncatedFile: 0.07,
  doctypeFile: 0.07,
  wrongBalance: 0.07,
  strangerSigned: 0.07,
  tamperedFile: 0.07,
};

/** What happens to one transaction, by the seed and by which it is, never by when it is asked. */
export function faultOfCollection(
  seed: number,
  faults: BankFaults,
  collection: ReceivedCollection,
): CollectionFault | null {
  const forced = faults.forCollection?.(collection);
  if (forced !== undefined) return forced === 'none' ? null : forced;
  const fate = seeded(seed, 'fate', fateOf(collection));
  const struck = collectionFaults.filter((fault) => fate.chance(rateOf(faults, fault)));
  return struck[0] ?? null;
}

export function faultsOfDay(seed: number, faults: BankFaults, date: CalendarDate): ReadonlySet<BankFileFault> {
  const forced = faults.forFile?.(date);
  const struck = new Set(
    forced ?? bankFileFaults.filter((fault) => seeded(seed, 'file', fault, date).chance(rateOf(faults, fault))),
  );
  if (struck.has('fileTwice')) struck.delete('truncatedFile');
  return struck;
}

export const rateOf = (faults: BankFaults, of: CollectionFault | BankFileFault | OtherMovement): number =>
  faults.rates?.[of] ?? ordinaryBankRates[of];
