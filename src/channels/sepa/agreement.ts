import type { CalendarDate, Minor } from '#kernel';

/** Values of the Danish banks' own guide for pain.008: not public, so they come from the bank (danske-iso20022.md 0.3). */
export interface DanishCodes {
  /** Written as `SvcLvl/Prtry` where the bank wants one. */
  readonly serviceLevel: string | null;
  /** Written as `LclInstrm/Prtry`: Betalingsservice or Leverandørservice. */
  readonly localInstrument: string | null;
}

/** Our contract with the bank about SEPA direct debit. */
export interface SepaAgreement {
  /** Core: debtors may be consumers and can reclaim for weeks. B2B: companies only, no right of refund. */
  readonly scheme: 'CORE' | 'B2B';
  /** Of pain.008; `02` is what Danske Bank takes. */
  readonly version: '02' | '08';
  readonly creditorName: string;
  /** The account that is credited. */
  readonly creditorIban: string;
  /** Null: the bank finds it by the account. */
  readonly creditorBic: string | null;
  /** The creditor identifier the bank assigned. */
  readonly creditorId: string;
  readonly currency: 'EUR' | 'DKK';
  /** One credit for a whole batch, or one per collection. */
  readonly batchBooking: boolean;
  readonly initiatingParty: { readonly name: string; readonly id: string | null };
  /** Whether a mandate's first collection is written as FRST; else RCUR, which the scheme allows since 2016. */
  readonly firstSequence: boolean;
  /** `dk-cgi`: the Danish banks' profile, in kroner; refuses to write while its codes are missing. */
  readonly profile: 'sepa' | 'dk-cgi';
  /** For `dk-cgi` only. */
  readonly danishCodes?: DanishCodes | null;
}

/** Where a collection stands in its mandate's life: first, recurrent, last, or the only one. */
export type SequenceType = 'FRST' | 'RCUR' | 'FNAL' | 'OOFF';

/** The collections of one date and sequence type: one `PmtInf`, which the bank credits and answers as one. */
export interface SddBatch {
  /** Up to 35 signs, from a persisted number; status reports name it. */
  readonly paymentInfoId: string;
  readonly collectionDate: CalendarDate;
  readonly sequence: SequenceType;
  readonly count: number;
  readonly total: Minor;
}

/** The head of one file. */
export interface SddHeader {
  readonly agreement: SepaAgreement;
  /** Up to 35 signs, from a persisted number, never used twice: the bank checks for duplicates by it. */
  readonly messageId: string;
  readonly createdAt: Date;
  /** In the order in which their collections come. */
  readonly batches: readonly SddBatch[];
}

/** What changed in a mandate since the last collection: sent once, with the first collection after the change. */
export interface MandateAmendment {
  readonly originalMandateId?: string | null;
  readonly originalCreditor?: { readonly id?: string | null; readonly name?: string | null } | null;
  /** The debtor's account before, at the same bank. */
  readonly originalDebtorIban?: string | null;
  /** The debtor has another account, at whichever bank (SMNDA: same mandate, new debtor account). */
  readonly isOtherBank?: boolean;
}

export interface SddMandate {
  readonly id: string;
  readonly signedOn: CalendarDate;
  readonly amendment: MandateAmendment | null;
}

export interface SddDebtor {
  readonly name: string;
  readonly iban: string;
  /** Null: the bank finds it by the account. */
  readonly bic: string | null;
  /** ISO 3166 code of two letters; left out when it is not known. */
  readonly country?: string | null;
}

/** One amount to be collected from one debtor on one day. */
export interface SddCollection {
  /** The batch it belongs to. */
  readonly paymentInfoId: string;
  /** Comes back in every answer and in the statement, also weeks later: unique for ever, up to 35 signs. */
  readonly endToEndId: string;
  readonly amount: Minor;
  readonly mandate: SddMandate;
  readonly debtor: SddDebtor;
  /** What the debtor reads, up to 140 signs; blank when there is a creditor reference, for SEPA takes one of both. */
  readonly text: string;
  /** A reference of ISO 11649 (`RF…`), or null. */
  readonly creditorReference: string | null;
}
