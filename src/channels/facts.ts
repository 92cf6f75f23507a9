import type { CalendarDate, Currency, Minor, Problem } from '#kernel';

/** The ways we collect, and the files of banks that tell of money whoever asked for it. */
export type ChannelName = 'betalingsservice' | 'leverandoerservice' | 'sepa' | 'statements';

/**
 * One thing a payment file told us, in the words every channel shares. A fact says what happened, not what it means for
 * a line or a claim: that is for matching to decide.
 */
export interface PaymentFact {
  readonly channel: ChannelName;
  /** Text files: the line. XML: the running number of the transaction in the file, counted from 1. */
  readonly lineNumber: number;
  /** The record's bytes in the file: from the first, up to and not including `byteTo`; the line end is outside. */
  readonly byteFrom: number;
  readonly byteTo: number;
  /** The manual's own word for the record: `0236`, `0580`, `camt.054 TxDtls`, `mt940 61`. */
  readonly recordCode: string;
  /**
   * `other`: money that moved and is no customer's payment as far as the file shows (a charge, our own transfer, the sum
   * of a batch whose parts are told elsewhere). It is kept and counted, and matched to nothing.
   */
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack' | 'other';
  readonly means: 'automatic' | 'slip' | 'transfer';
  /** Whose money: the PBS number, the LS creditor number, or the account (IBAN where there is one) of a bank's file. */
  readonly creditorNumber: string;
  /** Blank where the channel knows none. */
  readonly debtorGroup: string;
  /** In the comparable form of the kernel; blank where the record carries none. */
  readonly customerNumber: string;
  readonly mandateNumber: string | null;
  readonly dueDate: CalendarDate | null;
  readonly direction: 'none' | 'collect' | 'disburse';
  readonly currency: Currency;
  /** The amount that was asked for; that of the payment where the file tells no other. */
  readonly amount: Minor;
  /**
   * Our own reference as it came back: up to 30 signs for automatic payments, 9 for slips, the end-to-end id of SEPA.
   * Blank when none did.
   */
  readonly reference: string;
  readonly actualDate: CalendarDate | null;
  readonly bookkeepingDate: CalendarDate | null;
  /** The amount that was paid, or taken back; always positive on paper. */
  readonly actualAmount: Minor;
  /** What the bank kept for itself; zero when it kept nothing. */
  readonly fee: Minor;
  readonly archiveReference: string | null;
  /** What the creditor's account gained (positive) or lost (negative); zero for what was only announced. */
  readonly effect: Minor;
  /** The same payment told twice has the same key, in whatever file it comes. */
  readonly paymentKey: string;
  /** What only a bank's file tells; null for Nets. */
  readonly bank: BankDetails | null;
}

/** A reference with its kind: a Danish slip's card type (`71`), `RF`, or what the file calls it (`SCOR`). */
export interface StructuredReference {
  readonly kind: string;
  readonly value: string;
}

/** A reason as the bank gave it: the code is kept as it came, also when we do not know it (then `words` is null). */
export interface BankReason {
  readonly code: string;
  readonly words: string | null;
  readonly text: string;
}

/** What a bank's file says of a payment. Blank texts and empty lists where it says nothing; never guessed. */
export interface BankDetails {
  /** The account that was hit, where the file names another than the statement's: a virtual account. */
  readonly creditedAccount: string;
  readonly payerName: string;
  readonly payerAccount: string;
  readonly endToEndId: string;
  readonly mandateId: string;
  /** Ids of the message and the batch it came from: MsgId and PmtInfId of ISO 20022. */
  readonly messageId: string;
  readonly paymentInfoId: string;
  readonly transactionId: string;
  /** The bank's own reference of the entry or the transaction. */
  readonly bankReference: string;
  readonly references: readonly StructuredReference[];
  /** What the payer wrote, line by line. */
  readonly texts: readonly string[];
  readonly returnReason: BankReason | null;
  /** The bank's transaction code: `PMNT/RCDT/VCOM`, `NTRF`, `911`. */
  readonly bankCode: string;
  /** Only what is booked moves money; the others have no effect and are told for information. */
  readonly status: 'booked' | 'pending' | 'information';
  readonly isReversal: boolean;
  /** The bank says that it sent this before. */
  readonly isCopy: boolean;
}

/** One statement or notification of a file, summed up when it ends. */
export interface StatementSummary {
  readonly lineNumber: number;
  readonly account: string;
  readonly currency: Currency;
  /** The bank's name for it: statement id and page or sequence number. */
  readonly statementId: string;
  readonly from: CalendarDate | null;
  readonly to: CalendarDate | null;
  /** Booked balances; null where the file states none (notifications, intraday reports). */
  readonly opening: Minor | null;
  readonly closing: Minor | null;
  /** Sum of the booked entries. */
  readonly movements: Minor;
  readonly entries: number;
  /** Whether opening + movements = closing, and stated counts and sums agree; null where nothing is stated. */
  readonly isTied: boolean | null;
}

/** What identifies a file beside its bytes. */
export interface FileHeader {
  /** The sender's number or id of the message; null where the format has none. */
  readonly messageId: string | null;
  /** `camt.054.001.08`, `mt940`, `0602`: for people. */
  readonly variant: string;
  readonly createdOn: CalendarDate | null;
}

/** What a stretch of a payment file said. Readers of every format answer with these; memory does not grow with the file. */
export interface ReadBatch {
  /** Present in the batch in which it was read, usually the first. */
  readonly header?: FileHeader;
  readonly facts: readonly PaymentFact[];
  /** Every record, also those that tell no fact. */
  readonly records: readonly RecordSpan[];
  /** Statements that ended in this stretch. */
  readonly statements: readonly StatementSummary[];
  /** What was set aside, with its place; everything good beside it is in `facts`. */
  readonly problems: readonly Problem[];
  /** Why nothing of the file may be settled: it is cut short, no well-formed XML, has a DTD, or its totals are wrong. */
  readonly fatal: readonly Problem[];
}

/** A reader of payment files. Never throws on content; errors of the source itself pass through. */
export type PaymentReader = (source: AsyncIterable<Uint8Array>, fileName: string) => AsyncGenerator<ReadBatch>;

/** A change of a debtor's permission to debit (mandate), or one that stands. */
export interface MandateFact {
  readonly channel: ChannelName;
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly recordCode: string;
  readonly kind: 'active' | 'registered' | 'cancelled' | 'changed';
  /** Who ended it; null where nobody did or the channel does not say. */
  readonly endedBy: 'debtor' | 'creditor' | 'channel' | null;
  readonly creditorNumber: string;
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly mandateNumber: string;
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
  /** An agreement about electronic slips (number 999999999): never to be collected on. */
  readonly isElectronicSlip: boolean;
}

/** What a channel says about what we sent, record by record: 0621 of Betalingsservice, 0690 of Leverandørservice. */
export interface RemarkFact {
  readonly channel: ChannelName;
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly recordCode: string;
  readonly kind: 'receipt' | 'remark' | 'error' | 'comment';
  readonly creditorNumber: string;
  readonly debtorGroup: string;
  readonly customerNumber: string;
  readonly mandateNumber: string;
  readonly date: CalendarDate | null;
  readonly amount: Minor;
  /** Of a receipt: how many collections it confirms; null for a remark about one. */
  readonly count: number | null;
  /** The text number or error number as it came; the lists are not public, so it is shown, never interpreted. */
  readonly code: string;
  readonly text: string;
}

/** A stretch of a list of mandates or remarks. */
export interface ListBatch<Fact> {
  readonly header?: FileHeader;
  readonly facts: readonly Fact[];
  readonly records: readonly RecordSpan[];
  readonly problems: readonly Problem[];
  readonly fatal: readonly Problem[];
}

/** Where a record of a file lies, for the lineage from a posted entry back to its bytes. */
export interface RecordSpan {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  /** Key of the record's layout; null when it is of a kind we do not know. */
  readonly layoutKey: string | null;
}

/** What a delivery receipt counted; equals the 992 record of the file it answers. */
export interface ReceiptCounts {
  readonly sections: number;
  /** Texts, 052 and 062 together. */
  readonly texts: number;
  readonly collections: number;
  /** Collections minus disbursements. */
  readonly total: Minor;
}

interface Answer {
  /** True only for `+` with a code that ends in 00; everything else counts as refused. */
  readonly accepted: boolean;
  readonly code: string;
  readonly text: string;
  readonly transmissionId: string;
  readonly subsystem: string;
  readonly date: CalendarDate;
  readonly time: string;
  readonly counts: ReceiptCounts | null;
  /** The whole receipt, for the person who has to read it. */
  readonly wholeText: string;
}

/** T: the file arrived. */
export interface TransmissionReceipt extends Answer {
  readonly kind: 'transmission';
  readonly counts: null;
}

/** V: the delivery was accepted, or refused. What the text box does not say is null. */
export interface DeliveryReceipt extends Answer {
  readonly kind: 'delivery';
  /** The number Nets gave the delivery (tildelt leverance nr). */
  readonly assignedDeliveryNumber: string | null;
  readonly dataSupplierNumber: string | null;
  /** Records of the delivery, without the wrapper. */
  readonly records: number | null;
}

export interface DeliveryNoteSection {
  readonly creditorNumber: string;
  readonly debtorGroup: string;
  readonly section: string;
  readonly records: number;
  readonly total: Minor;
  readonly creditorName: string;
}

/** F: a note that announces a data file (følgeseddel). For display only; it accepts and refuses nothing. */
export interface DeliveryNote {
  readonly kind: 'note';
  readonly subsystem: string | null;
  readonly deliveryType: string | null;
  readonly deliveryName: string | null;
  readonly sections: readonly DeliveryNoteSection[];
  readonly records: number | null;
  readonly total: Minor | null;
  readonly wholeText: string;
}

export type Receipt = TransmissionReceipt | DeliveryReceipt | DeliveryNote;
