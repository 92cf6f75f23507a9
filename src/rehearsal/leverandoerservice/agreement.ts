import type { CalendarDate } from '#kernel';

/** What a creditor has agreed with Leverandørservice, the direct debit between companies. */
export interface LsAgreement {
  /** Five digits. */
  readonly creditorNumber: string;
  /** Eight digits: the CVR number of whoever delivers the files. */
  readonly dataSupplierNumber: string;
  /** The creditor's account: four and ten digits. */
  readonly registration: string;
  readonly account: string;
}

/** A company's permission to debit. Leverandørservice numbers no mandates: one per customer number. */
export interface LsMandate {
  readonly customerNumber: string;
  /** Eight digits. */
  readonly taxRegistrationNumber: string;
  /** The debtor's account: four and ten digits. */
  readonly registration: string;
  readonly account: string;
  /** The first payment day it covers. */
  readonly validFrom: CalendarDate;
}

/** A customer of the creditor who may give a mandate. */
export type LsCandidate = Pick<LsMandate, 'customerNumber' | 'taxRegistrationNumber'>;
