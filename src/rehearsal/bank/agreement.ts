import type { CalendarDate } from '#kernel';

/** Whoever collects, as the bank knows it. */
export interface BankCreditor {
  readonly name: string;
  readonly iban: string;
  readonly bic: string;
  /** The SEPA creditor identifier, such as `DK93ZZZDBF000012345678`. */
  readonly creditorId: string;
  /** The one scheme the bank has agreed to. B2B gives debtors no refund. */
  readonly scheme: 'CORE' | 'B2B';
  /** Of the account. SEPA direct debits are in euro, and this bank exchanges nothing. */
  readonly currency: 'EUR';
}

/** A debtor's SEPA mandate. */
export interface BankMandate {
  readonly mandateId: string;
  readonly customerNumber?: string | undefined;
  readonly debtorName: string;
  readonly debtorIban: string;
  /** Empty when it is not known. */
  readonly debtorBic: string;
  readonly signedOn: CalendarDate;
  /** Only an active one is collected on. */
  readonly status: 'active' | 'cancelled';
}

/** Armored OpenPGP keys without a passphrase. */
export interface BankKeys {
  readonly bankPrivateKey: string;
  readonly customerPublicKey: string;
}
