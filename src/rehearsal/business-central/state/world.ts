import type { CalendarDate, Minor } from '#kernel';
import { type SystemIds, systemIds } from './system-id.ts';

/** Blank date in every answer of Business Central (business-central.md 2.3). */
export const blankDate = '0001-01-01';

export const documentTypes = [
  ' ',
  'Payment',
  'Invoice',
  'Credit Memo',
  'Finance Charge Memo',
  'Reminder',
  'Refund',
] as const;
export type DocumentType = (typeof documentTypes)[number];

export const blockedValues = [' ', 'Ship', 'Invoice', 'All'] as const;
export type Blocked = (typeof blockedValues)[number];

export const agreementStatuses = ['Pending', 'Active', 'Paused', 'Cancelled', 'Rejected'] as const;
export type AgreementStatus = (typeof agreementStatuses)[number];

/** The G/L accounts of the rehearsed company that a posting may name: bank charges, small differences, interest. */
export const accountNumbers = ['8640', '8650', '9150'] as const;

/** The collection schemes of the rehearsed company, by their codes. */
export const schemeCodes = ['BS', 'BSB', 'LS', 'SEPA', 'DBSEPA'] as const;
export type SchemeCode = (typeof schemeCodes)[number];

export const paymentTypes = ['Payment', 'Return', 'Fee', 'Refund', 'WriteOff'] as const;
export const paymentStatuses = ['New', 'Posted', 'Failed', 'Reversed'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

export const paymentIdStatuses = ['Active', 'Retired'] as const;

/** Every record counts its writes: the ETag is made from `version`, `lastModifiedDateTime` from `modifiedAt` (ms). */
export interface Row {
  readonly number: number;
  version: number;
  modifiedAt: number;
}

export interface Customer extends Row {
  readonly code: string;
  name: string;
  addressLine1: string;
  addressLine2: string;
  city: string;
  country: string;
  postalCode: string;
  phoneNumber: string;
  email: string;
  taxRegistrationNumber: string;
  readonly currencyCode: string;
  blocked: Blocked;
  isPrivacyBlocked: boolean;
  collectionScheme: string;
  excludeFromCollection: boolean;
  readonly entries: LedgerEntry[];
  readonly agreements: Agreement[];
}

/** A record of table 21, Cust. Ledger Entry. Its number is the entry number. */
export interface LedgerEntry extends Row {
  readonly customer: Customer;
  readonly documentType: DocumentType;
  readonly documentNumber: string;
  readonly externalDocumentNumber: string;
  readonly description: string;
  readonly postingDate: CalendarDate;
  readonly documentDate: CalendarDate;
  readonly dueDate: CalendarDate;
  /** Blank for Danish kroner. */
  readonly currencyCode: string;
  /** Dimension code -> value. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly original: Minor;
  remaining: Minor;
  /** Payment discount: until when, what of it is still possible (signed as the amount), and the days of grace after. */
  readonly discountDate: string;
  remainingDiscount: Minor;
  readonly discountToleranceDate: string;
  /** A difference that Business Central lets go of; signed as the amount. */
  readonly maxTolerance: Minor;
  closedAtDate: string;
  closedByEntryNumber: number;
  onHold: string;
  disputeStatus: string;
  promisedPayDate: string;
  readonly reminderLevel: number;
  /** Number of the detailed entry that holds the initial amount. */
  readonly initialDetail: number;
  /** Detailed entries of type Application and Payment Discount, oldest first. */
  readonly applications: ApplicationDetail[];
}

/** A record of table 379: moves `minor` onto one entry, against another or as the discount given with it. */
export interface ApplicationDetail {
  readonly entryType: 'Application' | 'Payment Discount';
  readonly number: number;
  readonly entry: LedgerEntry;
  readonly against: LedgerEntry;
  readonly minor: Minor;
  readonly postingDate: CalendarDate;
  readonly documentType: DocumentType;
  readonly documentNumber: string;
  readonly transactionNumber: number;
  isUnapplied: boolean;
  unappliedByNumber: number;
}

export interface Agreement extends Row {
  customer: Customer;
  schemeCode: string;
  agreementNumber: string;
  status: AgreementStatus;
  validFrom: string;
  validTo: string;
  debtorGroupNumber: string;
  /** The account the customer gave us leave to debit; blank where the scheme keeps it (Betalingsservice). */
  debtorIban: string;
  debtorBic: string;
  signedOn: string;
}

/** A customer's permission to debit, as it was given to whoever carries it out. Texts are blank where a scheme has none. */
export interface FoundedMandate {
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly mandateNumber: string;
  readonly validFrom: CalendarDate;
  readonly debtorIban: string;
  readonly debtorBic: string;
  readonly signedOn: string;
}

/** A customer of the first day, with the active mandate in the scheme it was drawn for: what the counterparts know of it. */
export interface FoundedCustomer {
  readonly customerNumber: string;
  readonly name: string;
  readonly taxRegistrationNumber: string;
  readonly scheme: SchemeCode;
  readonly mandate: FoundedMandate | null;
}

/** A record of our extension's payment table: something settled or returned that is to be posted once. */
export interface CollectionPayment extends Row {
  readonly idempotencyKey: string;
  readonly type: (typeof paymentTypes)[number];
  readonly provider: string;
  readonly fileName: string;
  readonly fileLine: number;
  readonly customer: Customer;
  readonly appliesToEntryNumber: number;
  readonly appliesToDocumentType: DocumentType;
  readonly appliesToDocumentNumber: string;
  readonly applications: string;
  readonly postingDate: string;
  readonly currencyCode: string;
  readonly amount: Minor;
  readonly feeAmount: Minor;
  readonly externalDocumentNumber: string;
  readonly description: string;
  readonly reasonCode: string;
  readonly accountNumber: string;
  /** JSON `{"fromEntry":true,"values":{}}`, or blank. */
  readonly dimensions: string;
  status: PaymentStatus;
  postedDocumentNumber: string;
  postedEntryNumber: number;
  errorMessage: string;
}

/** A record of our extension's table of batches: payments that are posted in one transaction, all or none. */
export interface CollectionBatch extends Row {
  readonly idempotencyKey: string;
  readonly postingDate: string;
  readonly currencyCode: string;
  readonly lineCount: number;
  readonly totalAmount: Minor;
  readonly linesHash: string;
  readonly lines: string;
  status: Exclude<PaymentStatus, 'Reversed'>;
  /** JSON: what each line was posted as. */
  results: string;
  errorMessage: string;
}

/** A record of our extension's table of payment ids: whose money it is that comes with a number. */
export interface CollectionPaymentId extends Row {
  readonly customer: Customer;
  /** 0: the customer as such. */
  readonly entryNumber: number;
  readonly scheme: string;
  readonly paymentId: string;
  readonly validFrom: string;
  validTo: string;
  status: (typeof paymentIdStatuses)[number];
}

export interface PaymentJournal extends Row {
  code: string;
  displayName: string;
  readonly balancingAccountNumber: string;
  readonly lines: JournalLine[];
}

/** A line of an unposted customer payment journal. The amount is negative (business-central.md 1.4). */
export interface JournalLine extends Row {
  readonly journal: PaymentJournal;
  lineNumber: number;
  customer: Customer | undefined;
  postingDate: string;
  documentNumber: string;
  externalDocumentNumber: string;
  amount: Minor;
  appliesTo: LedgerEntry | undefined;
  description: string;
  comment: string;
}

/** One company's books, all in memory. Every change goes through `execute`. */
export interface World {
  readonly seed: number;
  readonly companyName: string;
  readonly ids: SystemIds;
  readonly startDate: CalendarDate;
  readonly foundedAt: number;
  /** The schemes customers are spread over. */
  readonly schemes: readonly SchemeCode[];
  readonly founded: FoundedCustomer[];
  readonly customers: Customer[];
  readonly customerByCode: Map<string, Customer>;
  readonly entries: LedgerEntry[];
  readonly agreements: Agreement[];
  readonly payments: CollectionPayment[];
  readonly paymentByKey: Map<string, CollectionPayment>;
  readonly paymentByPostedEntry: Map<number, CollectionPayment>;
  readonly batches: CollectionBatch[];
  readonly batchByKey: Map<string, CollectionBatch>;
  /** Sums that batches put on the bank account, each one G/L transaction. */
  readonly bankSums: Minor[];
  readonly paymentIds: CollectionPaymentId[];
  readonly paymentIdByValue: Map<string, CollectionPaymentId>;
  readonly journals: PaymentJournal[];
  readonly journalLines: JournalLine[];
  readonly counters: Record<'detail' | 'transaction' | 'document' | 'agreement' | 'journal' | 'journalLine', number>;
  /** Allowed posting dates; blank means no limit. */
  readonly setup: Row & {
    allowPostingFrom: string;
    allowPostingTo: string;
    /** Dimensions that customers' default dimensions make mandatory on every entry. */
    mandatoryDimensions: readonly string[];
    blockedAccounts: readonly string[];
  };
  /** Counts committed changes, so that sorted views know when they are stale. */
  revision: number;
}

export function emptyWorld({
  seed,
  companyName,
  startDate,
  foundedAt,
  schemes,
}: Pick<World, 'seed' | 'companyName' | 'startDate' | 'foundedAt' | 'schemes'>): World {
  return {
    seed,
    companyName,
    schemes,
    founded: [],
    ids: systemIds(seed),
    startDate,
    foundedAt,
    customers: [],
    customerByCode: new Map(),
    entries: [],
    agreements: [],
    payments: [],
    paymentByKey: new Map(),
    paymentByPostedEntry: new Map(),
    batches: [],
    batchByKey: new Map(),
    bankSums: [],
    paymentIds: [],
    paymentIdByValue: new Map(),
    journals: [],
    journalLines: [],
    counters: { detail: 0, transaction: 0, document: 0, agreement: 0, journal: 0, journalLine: 0 },
    setup: {
      number: 1,
      version: 1,
      modifiedAt: foundedAt,
      allowPostingFrom: blankDate,
      allowPostingTo: blankDate,
      mandatoryDimensions: [],
      blockedAccounts: [],
    },
    revision: 0,
  };
}

export const isOpen = (entry: LedgerEntry): boolean => entry.remaining !== 0;

/** Marks a record as written: new version, new time. */
export function touch(row: Row, at: number): void {
  row.version++;
  row.modifiedAt = at;
}
