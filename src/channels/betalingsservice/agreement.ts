import type { CalendarDate, Minor } from '#kernel';
import type { Direction } from '#schemas/nets';

/** Where a debtor group's money is settled. Only an account already registered with Betalingsservice works. */
export interface BsSettlement {
  /** Registration number (reg.nr.), 4 digits. */
  readonly registration: string;
  /** Account number, up to 10 digits. */
  readonly account: string;
}

/** A debtor group (debitorgruppe): 5 digits; carries the settlement account and the texts of its collections. */
export interface BsDebtorGroup {
  readonly number: string;
  /** Second line on the debtor's payment overview; blank is the group's registered name. */
  readonly mainText: string;
  /** The creditor's name for itself at the data supplier, own use, up to 15 signs. */
  readonly userId: string;
  /** Null leaves positions 55-68 of the section start blank: the account registered is used. */
  readonly settlement: BsSettlement | null;
}

/**
 * Our contract with Betalingsservice.
 *
 * `total`: automatic payments, and payment slips for customers without a mandate; Nets finds the mandate itself.
 * `basis`: automatic payments only, under the mandate number learned from 0603 (nets-formats.md section 1).
 */
export interface BsAgreement {
  readonly kind: 'total' | 'basis';
  /** The creditor's number with Nets (PBS-nummer), 8 digits. */
  readonly pbsNumber: string;
  readonly dataSupplierNumber: string;
  /** Subsystem (delsystem), normally BS1. */
  readonly subsystem: string;
  /** Total only: whether a mandate number we know is written, in place of zeros. */
  readonly sendKnownMandateNumber: boolean;
  /** Delivery 0605 is known from one unfinished source only: off until Nets has confirmed its layout. */
  readonly canWrite0605?: boolean;
  readonly debtorGroups: readonly BsDebtorGroup[];
}

/**
 * 0112: collections of the monthly cycle. 0113: replaces a delivered collection (Basis only; no amount stops it).
 * 0117: payment slips with short notice; 0118: the same with our own payment id (both Total only).
 */
export type BsSection = '0112' | '0113' | '0117' | '0118';

/** The head of one delivery. A delivery holds one kind of section, once per debtor group. */
export interface BsDeliveryHeader {
  readonly agreement: BsAgreement;
  readonly section: BsSection;
  /** Our own running number, up to 10 digits, never used twice. */
  readonly deliveryNumber: number;
  readonly creationDate: CalendarDate;
}

/** Who pays, for the slip: name, address, and the postcode that Nets looks the town up by. */
export interface BsPayer {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166 code of two letters; blank is Denmark. */
  readonly country: string;
  /** CPR or CVR number, for delivery to e-Boks; left out when it is not known. */
  readonly cprCvr?: string | null;
}

/** One amount to be collected from one customer on one day (opkrævning). */
export interface BsCollection {
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly mandateNumber: string | null;
  readonly paymentDate: CalendarDate;
  readonly direction: Direction;
  readonly amount: Minor;
  /** Comes back in 0602: all 30 signs for automatic payments, the first 9 for slips. */
  readonly reference: string;
  /** Lines of the payment overview, 60 signs each. */
  readonly texts: readonly string[];
  /** Total only: lines on the slip in place of `texts`. Section 0118 knows no others, and takes `texts` when these lack. */
  readonly slipTexts?: readonly string[];
  /** Section 0118 only: up to 16 digits with the check digit; left out, Nets makes one of its own. */
  readonly paymentId?: string | null;
  /** Required by Total; Basis sends none. */
  readonly payer: BsPayer | null;
}
