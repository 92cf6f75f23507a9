import type { CalendarDate } from '#kernel';

/** What a creditor has agreed with Nets. */
export interface NetsAgreement {
  /** Eight digits: the CVR number of whoever delivers the files. */
  readonly dataSupplierNumber: string;
  /** Three signs, normally `BS1`. */
  readonly subsystem: string;
  /** Eight digits: the creditor. */
  readonly pbsNumber: string;
  /** Total: automatic payments, and slips for those without a mandate. Basis: automatic payments only. */
  readonly kind: 'total' | 'basis';
  /** Five digits each. */
  readonly debtorGroups: readonly string[];
  /** Printed in delivery notes. */
  readonly creditorName?: string | undefined;
}

/** A debtor's permission to debit (betalingsaftale), as Nets has it. */
export interface NetsMandate {
  readonly debtorGroup: string;
  readonly customerNumber: string;
  /** Nine digits. */
  readonly mandateNumber: string;
  /** The first payment day it covers; left out: it always did. */
  readonly validFrom?: CalendarDate | undefined;
  /** The last day it holds; null or left out while it is not cancelled. */
  readonly validTo?: CalendarDate | null | undefined;
}
