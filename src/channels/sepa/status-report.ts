import type { CalendarDate, Currency, Minor, Problem } from '#kernel';
import type { MessageName, StatusOutcome } from '#schemas/iso20022';
import type { BankReason, FileHeader, RecordSpan } from '../facts.ts';

/** What a status report says of a whole file, of one batch of it, or of one transaction. */
export interface StatusItem {
  readonly level: 'group' | 'payment' | 'transaction';
  /** Running number among all items of the report, from 1. */
  readonly number: number;
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
  /** The code at this item itself; blank when it has none. */
  readonly ownCode: string;
  /** The code that holds for it: its own, else its batch's, else the file's. Blank when none of them has one. */
  readonly code: string;
  readonly outcome: StatusOutcome;
  /** What the code means; for one we do not know it says so. */
  readonly words: string;
  /** Its own reasons. One whose `words` are null has a code we do not know. */
  readonly reasons: readonly BankReason[];
  readonly originalMessageId: string;
  /** As the bank wrote it: `pain.008.001.02`, `PAIN.008.001.02`, `pain.008.001.02.ch.03`, or what it likes. */
  readonly originalMessageName: string;
  /** Blank where the item, or the report, names none; so are the texts below. */
  readonly originalPaymentInfoId: string;
  readonly originalInstructionId: string;
  readonly originalEndToEndId: string;
  readonly mandateId: string;
  readonly debtorName: string;
  readonly debtorAccount: string;
  readonly creditorAccount: string;
  readonly creditorId: string;
  /** The bank's own reference of the transaction. */
  readonly bankReference: string;
  readonly amount: Minor | null;
  readonly currency: Currency | null;
  readonly collectionDate: CalendarDate | null;
  /** How many transactions have which status, as a file or a batch states it; says what the unlisted ones have. */
  readonly counts: readonly StatusCount[];
}

export interface StatusCount {
  readonly code: string;
  readonly outcome: StatusOutcome;
  /** As it stands, digits. */
  readonly count: string;
  readonly sum: Minor | null;
}

/** What a stretch of a status report said. */
export interface StatusBatch {
  /** Present in the batch in which it was read, usually the first. */
  readonly header?: FileHeader;
  /** Which message it is, once the first elements were read. */
  readonly message: MessageName | null;
  /** In the order of their ends: the transactions of a batch come before the batch. */
  readonly items: readonly StatusItem[];
  readonly records: readonly RecordSpan[];
  readonly problems: readonly Problem[];
  /** Why the report cannot be trusted to its end: it is cut short, or is no well-formed status report. */
  readonly fatal: readonly Problem[];
}
