import type { CalendarDate } from '#kernel';

/**
 * The rows of the corpus as they stand in its files, one JSON object a line. All amounts are whole minor units, all dates
 * `YYYY-MM-DD`. A row belongs to one company; companies share nothing. The format is explained in docs/corpus.md.
 */
export interface CompanyRow {
  readonly company: string;
  readonly country: Country;
  readonly currency: string;
  readonly sector: Sector;
  readonly numberStyle: string;
  /** Blocks of payment ids of the company: what is looked for in texts and accounts. */
  readonly blocks: readonly BlockRow[];
}

export type Country = 'DK' | 'PL' | 'DE';
/** Subscriptions have a list of few prices; supply bills its consumers any amount; trade sells to firms. */
export type Sector = 'subscription' | 'supply' | 'trade';

export interface BlockRow {
  readonly scheme: 'fik-71' | 'rf' | 'pl-virtual';
  readonly per: 'claim' | 'customer';
  /** What the bank fixes of a Polish block; left out elsewhere. */
  readonly bankSortCode?: string;
  readonly clientMask?: string;
}

export interface CustomerRow {
  readonly company: string;
  readonly customer: string;
  readonly name: string;
  /** Gone, blocked for privacy, or insolvent. */
  readonly isClosed: boolean;
}

export interface ClaimRow {
  readonly company: string;
  readonly claim: number;
  readonly entryNumber: number;
  readonly customer: string;
  readonly documentNumber: string;
  /** The customer's own order number; blank where there is none. */
  readonly externalDocumentNumber: string;
  readonly nature: 'principal' | 'fee' | 'credit';
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate;
  readonly currency: string;
  readonly originalMinor: number;
  /** What is open when the first payment arrives. Below zero: a credit memo. Zero: closed. */
  readonly openMinor: number;
  readonly discountMinor: number;
  readonly discountUntil: CalendarDate | null;
  readonly toleranceMinor: number;
}

export interface PaymentIdRow {
  readonly company: string;
  readonly scheme: BlockRow['scheme'];
  readonly value: string;
  readonly customer: string;
  /** `null`: it is the customer's own. */
  readonly claim: number | null;
  readonly isRetired: boolean;
}

/** For whom an account paid before, as people proved it. */
export interface HistoryRow {
  readonly company: string;
  readonly account: string;
  readonly customer: string;
  readonly times: number;
  readonly wasUndone: boolean;
}

export interface MandateRow {
  readonly company: string;
  readonly mandate: string;
  readonly customer: string;
}

/** A person undid this payment for this customer. */
export interface UndoneRow {
  readonly company: string;
  readonly paymentKey: string;
  readonly customer: string;
}

/** What the bank tells of a payment, and nothing else. */
export interface PaymentRow {
  readonly company: string;
  readonly payment: number;
  readonly paymentKey: string;
  /** Payments of one company and booking date are one file. */
  readonly file: number;
  readonly line: number;
  readonly bookedOn: CalendarDate;
  readonly minor: number;
  readonly currency: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly ids: readonly IdInPayment[];
  readonly endToEndId: string;
  readonly mandateId: string;
  readonly texts: readonly string[];
}

export interface IdInPayment {
  readonly kind: string;
  readonly value: string;
  readonly from: 'structured reference' | 'credited account';
}

export interface TruthShare {
  readonly customer: string;
  /** `null`: on the customer's account. */
  readonly claim: number | null;
  readonly minor: number;
  readonly discountMinor: number;
  readonly writeOffMinor: number;
}

/**
 * `settle`: a careful accountant proves it from what is told. `refuse`: nobody can, whatever the truth is. `either`: a
 * convention decides; refusing is right, and settling only as the truth says.
 */
export type Expect = 'settle' | 'refuse' | 'either';

/** Kept apart from what a matcher may see. */
export interface TruthRow {
  readonly company: string;
  readonly payment: number;
  readonly group: Group;
  readonly family: string;
  readonly expect: Expect;
  readonly damage: readonly string[];
  /** How the payer stands to the customer, as far as the payment tells. */
  readonly payer: PayerKind;
  /** What the payer meant; they sum to the payment. Empty where no money came. */
  readonly shares: readonly TruthShare[];
  readonly why: string;
}

/** Our id came back; a bank transfer with or without text; nobody could know. */
export type Group = 'id' | 'mixed' | 'impossible';

export type PayerKind = 'known' | 'shared' | 'named' | 'unnamed' | 'stranger' | 'other' | 'undone';

/** One company with everything about it; the corpus is a row of these. */
export interface CorpusBlock {
  readonly company: CompanyRow;
  readonly customers: readonly CustomerRow[];
  readonly claims: readonly ClaimRow[];
  readonly paymentIds: readonly PaymentIdRow[];
  readonly history: readonly HistoryRow[];
  readonly mandates: readonly MandateRow[];
  readonly undone: readonly UndoneRow[];
  /** In the order of file and line. */
  readonly payments: readonly PaymentRow[];
  readonly truth: readonly TruthRow[];
}
