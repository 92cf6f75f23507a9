import type { CalendarDate } from '#kernel';
import type { StateFile } from '../kit/mailbox.ts';
import type { LsMandateChange } from './mandate-book.ts';
import type { LsPaymentCode, LsTruth } from './plan-settlement.ts';
import { factKey, type LsDelivery, type LsState } from './state.ts';

/** A payment record that was told in a file, with what is true about it. Amounts in øre. */
export interface ToldLsPayment {
  readonly fileName: string;
  readonly code: LsPaymentCode;
  readonly truth: LsTruth;
  /** Whose it is. */
  readonly customerNumber: string;
  /** Whose the file says it is. */
  readonly toldCustomerNumber: string;
  readonly paymentDate: CalendarDate;
  readonly direction: 'collect' | 'disburse';
  /** What was asked for. */
  readonly asked: number;
  /** What the file says. */
  readonly amount: number;
}

export interface LsLedger {
  /** In the order they were received. */
  readonly deliveries: readonly LsDelivery[];
  readonly told: readonly ToldLsPayment[];
  readonly files: readonly (StateFile & { readonly isPublished: boolean })[];
  /** Facts that are planned but not told yet. */
  readonly outstanding: number;
  readonly mandateChanges: readonly LsMandateChange[];
}

export function lsLedgerOf(state: LsState): LsLedger {
  const facts = [...state.plans.values()].flat();
  return {
    deliveries: [...state.deliveries],
    told: facts.flatMap((fact) => {
      const telling = state.told.get(factKey(fact));
      if (!telling) return [];
      const { code, truth, customerNumber, paymentDate, direction, asked, amount } = fact;
      const toldCustomerNumber = telling.customerNumber;
      const { fileName } = telling;
      return [{ fileName, code, truth, customerNumber, toldCustomerNumber, paymentDate, direction, asked, amount }];
    }),
    files: [...state.files.values()].map((file) => ({ ...file })),
    outstanding: facts.filter((fact) => !state.told.has(factKey(fact))).length,
    mandateChanges: [...state.changes],
  };
}
