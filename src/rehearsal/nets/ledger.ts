import type { CalendarDate } from '#kernel';
import type { MandateChange } from './mandate-book.ts';
import type { Truth } from './plan-settlement.ts';
import { type Delivery, factKey, type NetsState } from './state.ts';
import type { PaymentCode } from './write-payments.ts';

/** A payment record that was told in a file, with what is true about it. Amounts in øre. */
export interface ToldPayment {
  readonly fileName: string;
  readonly code: PaymentCode;
  readonly truth: Truth;
  readonly debtorGroup: string;
  /** Whose it is. */
  readonly customerNumber: string;
  /** Whose the file says it is. */
  readonly toldCustomerNumber: string;
  readonly dueDate: CalendarDate;
  readonly reference: string;
  readonly sign: 0 | 1 | 2;
  readonly amount: number;
  readonly actualAmount: number;
  /** The record stands in the file in a form nobody can read. */
  readonly isUnreadable: boolean;
}

export interface NetsLedger {
  /** In the order they were received. */
  readonly deliveries: readonly Delivery[];
  readonly told: readonly ToldPayment[];
  readonly files: readonly {
    readonly name: string;
    readonly publishOn: CalendarDate;
    readonly fault: string;
    readonly isPublished: boolean;
  }[];
  /** Facts that are planned but not told yet: collections that still have something to come. */
  readonly outstanding: number;
  /** What happened to mandates, in the order it did. */
  readonly mandateChanges: readonly MandateChange[];
}

export function ledgerOf(state: NetsState): NetsLedger {
  const told: ToldPayment[] = [];
  let outstanding = 0;
  for (const fact of [...state.plans.values()].flat()) {
    const telling = state.told.get(factKey(fact));
    if (!telling) {
      outstanding++;
      continue;
    }
    const { code, debtorGroup, customerNumber, dueDate, reference, sign, amount, actualAmount } = fact.record;
    told.push({
      fileName: telling.fileName,
      code,
      truth: fact.truth,
      debtorGroup,
      customerNumber,
      toldCustomerNumber: telling.customerNumber,
      dueDate,
      reference,
      sign,
      amount,
      actualAmount,
      isUnreadable: telling.isUnreadable,
    });
  }
  return {
    deliveries: [...state.deliveries],
    told,
    files: [...state.files.values()].map((file) => ({ ...file })),
    outstanding,
    mandateChanges: [...state.mandateChanges],
  };
}
