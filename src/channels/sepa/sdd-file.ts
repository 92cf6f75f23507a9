import type { CalendarDate, Currency, Minor, Problem } from '#kernel';
import type { MessageName } from '#schemas/iso20022';
import type { FileHeader, RecordSpan } from '../facts.ts';

interface Place {
  readonly lineNumber: number;
  readonly byteFrom: number;
  readonly byteTo: number;
}

/** The head of a file of direct debits, as it states it. Texts are blank where the file has none. */
export interface ReadSddGroup extends Place {
  readonly messageId: string;
  /** As it stands: banks and systems write it with a zone and without. */
  readonly createdAt: string;
  readonly initiatingParty: { readonly name: string; readonly id: string };
  readonly statedCount: string;
  readonly statedTotal: Minor | null;
}

/** A batch (`PmtInf`), as it states itself, and what was counted in it. */
export interface ReadSddBatch extends Place {
  readonly paymentInfoId: string;
  readonly collectionDate: CalendarDate | null;
  readonly sequence: string;
  /** `SEPA`, or what else the file names. */
  readonly serviceLevel: string;
  /** `CORE`, `B2B`, or what else the file names. */
  readonly localInstrument: string;
  /** Null where the file does not say. */
  readonly batchBooking: boolean | null;
  readonly creditor: { readonly name: string; readonly account: string; readonly bic: string; readonly id: string };
  readonly statedCount: string;
  readonly statedTotal: Minor | null;
  readonly count: number;
  /** Null when an amount in it could not be read. */
  readonly total: Minor | null;
}

export interface ReadAmendment {
  readonly originalMandateId: string;
  readonly originalCreditorId: string;
  readonly originalCreditorName: string;
  readonly originalDebtorAccount: string;
  /** `SMNDA` where the debtor has another account. */
  readonly originalDebtorAgent: string;
}

/** One transaction. Texts are blank, dates null, where the file has none: other schemes ask for less than SEPA. */
export interface ReadSddTransaction extends Place {
  /** Running number in the file, from 1. */
  readonly number: number;
  readonly paymentInfoId: string;
  readonly instructionId: string;
  readonly endToEndId: string;
  readonly sequence: string;
  readonly amount: Minor | null;
  readonly currency: Currency | null;
  readonly mandateId: string;
  readonly signedOn: CalendarDate | null;
  readonly amendment: ReadAmendment | null;
  readonly debtor: { readonly name: string; readonly account: string; readonly bic: string; readonly country: string };
  readonly texts: readonly string[];
  readonly creditorReference: string;
}

/** What a stretch of a file of direct debits said. */
export interface SddFileBatch {
  /** Present in the batch in which it was read, usually the first. */
  readonly header?: FileHeader;
  readonly message: MessageName | null;
  readonly group: ReadSddGroup | null;
  /** Batches that ended in this stretch; their transactions came before them. */
  readonly batches: readonly ReadSddBatch[];
  readonly transactions: readonly ReadSddTransaction[];
  readonly records: readonly RecordSpan[];
  readonly problems: readonly Problem[];
  /** Why the file may not be believed: cut short, broken, or its counts and sums do not agree. */
  readonly fatal: readonly Problem[];
}
