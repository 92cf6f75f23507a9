import type { CalendarDate, Minor } from '#kernel';

/**
 * One thing a payment file told us, in the words every channel shares. A fact says what happened, not what it means for
 * a line or a claim: that is for matching to decide.
 */
export interface PaymentFact {
  readonly channel: 'betalingsservice';
  readonly lineNumber: number;
  /** The record's bytes in the file: from the first, up to and not including `byteTo`; the line end is outside. */
  readonly byteFrom: number;
  readonly byteTo: number;
  readonly recordCode: '0236' | '0237' | '0238' | '0239' | '0297' | '0299';
  readonly section: '0211' | '0215';
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack';
  readonly means: 'automatic' | 'slip';
  readonly creditorNumber: string;
  readonly debtorGroup: string;
  /** In the comparable form of the kernel; blank for a slip that carries no customer number. */
  readonly customerNumber: string;
  readonly mandateNumber: string | null;
  readonly dueDate: CalendarDate | null;
  readonly direction: 'none' | 'collect' | 'disburse';
  /** The amount that was asked for. */
  readonly amount: Minor;
  /** Our own reference as it came back: up to 30 signs for automatic payments, 9 for slips. Blank when none did. */
  readonly reference: string;
  readonly actualDate: CalendarDate | null;
  readonly bookkeepingDate: CalendarDate | null;
  /** The amount that was paid, or taken back; always positive on paper. */
  readonly actualAmount: Minor;
  /** What the bank kept for a rejection; zero when it kept nothing. */
  readonly fee: Minor;
  readonly archiveReference: string | null;
  /** What the creditor's account gained (positive) or lost (negative). */
  readonly effect: Minor;
  /** The same payment told twice has the same key, in whatever file it comes. */
  readonly paymentKey: string;
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
