import type { CalendarDate, Minor } from '#kernel';

/** Our contract with Leverandørservice: direct debit between companies, at Nets. */
export interface LsAgreement {
  /** The creditor's number (LS-kreditornummer), 5 digits. */
  readonly creditorNumber: string;
  /** The data supplier's CVR number, 8 digits. */
  readonly dataSupplierNumber: string;
  /** Marks every delivery TEST: nothing is collected. */
  readonly isTest: boolean;
}

/** Which way the money goes: to us, or to the customer. Both need a mandate of the customer. */
export type LsDirection = 'collect' | 'disburse';

/**
 * One amount for one customer on one day. No reference of ours travels along: customer number, date and amount are all
 * that comes back.
 */
export interface LsCollection {
  readonly customerNumber: string;
  readonly paymentDate: CalendarDate;
  readonly direction: LsDirection;
  /** 0 stops what was delivered before for the same customer and date; another amount replaces it. */
  readonly amount: Minor;
}

/** Something to be changed about mandates, in the same delivery as the collections or in one of its own. */
export type LsMandateOrder =
  | {
      readonly kind: 'register';
      readonly customerNumber: string;
      /** The debtor's registration number, 4 digits. */
      readonly registration: string;
      /** The debtor's account number, up to 10 digits. */
      readonly account: string;
      /** The debtor's CVR number, 8 digits. */
      readonly cvr: string;
    }
  | { readonly kind: 'cancel'; readonly customerNumber: string }
  | {
      readonly kind: 'change';
      readonly customerNumber: string;
      readonly newCreditorNumber: string;
      readonly newCustomerNumber: string;
    };

/** The head of one delivery of material type 40. */
export interface LsDeliveryHeader {
  readonly agreement: LsAgreement;
  /** Our own running number, up to 6 digits: the data supplier's own reference. It does not come back. */
  readonly deliveryNumber: number;
  readonly creationDate: CalendarDate;
  /** Written before the first payment date. */
  readonly mandateOrders?: readonly LsMandateOrder[];
}
