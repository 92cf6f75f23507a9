import { type CalendarDate, type Minor, minor, negate } from '#kernel';
import {
  type ApplicationDetail,
  blankDate,
  type Customer,
  type DocumentType,
  type LedgerEntry,
  touch,
  type World,
} from './world.ts';

export interface NewLedgerEntry {
  readonly customer: Customer;
  readonly documentType: DocumentType;
  readonly documentNumber: string;
  readonly externalDocumentNumber?: string;
  readonly description: string;
  readonly postingDate: CalendarDate;
  readonly dueDate: CalendarDate;
  readonly currencyCode: string;
  readonly original: Minor;
  readonly terms?: PaymentTerms;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly onHold?: string;
  readonly disputeStatus?: string;
  readonly promisedPayDate?: string;
  readonly reminderLevel?: number;
}

/** What a document lets go of; all of it signed as the document's amount. */
export interface PaymentTerms {
  readonly discountDate: string;
  readonly discount: Minor;
  readonly discountToleranceDate: string;
  readonly tolerance: Minor;
}

const noTerms: PaymentTerms = {
  discountDate: blankDate,
  discount: minor(0),
  discountToleranceDate: blankDate,
  tolerance: minor(0),
};

/** Adds one record to table 21, open with its whole amount. */
export function addEntry(world: World, entry: NewLedgerEntry, at: number): LedgerEntry {
  const { discountDate, discount, discountToleranceDate, tolerance } = entry.terms ?? noTerms;
  const added: LedgerEntry = {
    number: world.entries.length + 1,
    version: 1,
    modifiedAt: at,
    customer: entry.customer,
    documentType: entry.documentType,
    documentNumber: entry.documentNumber,
    externalDocumentNumber: entry.externalDocumentNumber ?? '',
    description: entry.description,
    postingDate: entry.postingDate,
    documentDate: entry.postingDate,
    dueDate: entry.dueDate,
    currencyCode: entry.currencyCode,
    dimensions: entry.dimensions ?? {},
    original: entry.original,
    remaining: entry.original,
    discountDate,
    remainingDiscount: discount,
    discountToleranceDate,
    maxTolerance: tolerance,
    closedAtDate: blankDate,
    closedByEntryNumber: 0,
    onHold: entry.onHold ?? '',
    disputeStatus: entry.disputeStatus ?? '',
    promisedPayDate: entry.promisedPayDate ?? blankDate,
    reminderLevel: entry.reminderLevel ?? 0,
    initialDetail: ++world.counters.detail,
    applications: [],
  };
  world.entries.push(added);
  entry.customer.entries.push(added);
  return added;
}

export interface Share {
  readonly entry: LedgerEntry;
  /** Signed as the entry's remaining amount. */
  readonly minor: Minor;
  /** What of the payment discount is given with it, signed alike. */
  readonly discount?: Minor;
}

export interface Application {
  readonly applying: LedgerEntry;
  readonly shares: readonly Share[];
  readonly postingDate: CalendarDate;
  readonly at: number;
}

/**
 * Applies one entry to others: details of type Application on both sides, in one transaction.
 *
 * An entry whose remaining amount reaches zero closes and is written. One that stays open is not: the details of table
 * 379 do not touch table 21 (business-central.md 3.4, note on lastModifiedDateTime).
 */
export function apply(world: World, { applying, shares, postingDate, at }: Application): void {
  const transactionNumber = ++world.counters.transaction;
  for (const share of shares) {
    if (share.minor === 0) continue;
    const detail = (
      entry: LedgerEntry,
      against: LedgerEntry,
      moved: Minor,
      entryType: ApplicationDetail['entryType'] = 'Application',
    ): void => {
      entry.applications.push({
        entryType,
        number: ++world.counters.detail,
        entry,
        against,
        minor: moved,
        postingDate,
        documentType: applying.documentType,
        documentNumber: applying.documentNumber,
        transactionNumber,
        isUnapplied: false,
        unappliedByNumber: 0,
      });
      entry.remaining = minor(entry.remaining + moved);
    };
    detail(share.entry, applying, negate(share.minor));
    detail(applying, share.entry, share.minor);
    const { discount = minor(0) } = share;
    if (discount !== 0) {
      detail(share.entry, applying, negate(discount), 'Payment Discount');
      share.entry.remainingDiscount = minor(share.entry.remainingDiscount - discount);
    }
    if (share.entry.remaining === 0) close(share.entry, applying, postingDate, at);
  }
  if (applying.remaining === 0) close(applying, shares.at(-1)?.entry ?? applying, postingDate, at);
}

/** The application transactions of an entry that still hold, oldest first. */
export function standingTransactions(entry: LedgerEntry): readonly number[] {
  const standing = entry.applications.filter((detail) => !detail.isUnapplied);
  return [...new Set(standing.map((detail) => detail.transactionNumber))].sort((a, b) => a - b);
}

/** The entries that one application transaction moved money between, the given one first. */
export function entriesApplied(entry: LedgerEntry, transaction: number): readonly LedgerEntry[] {
  const found = new Set([entry]);
  // What is added on the way is walked through, too.
  for (const one of found) for (const { against } of detailsOf(one, transaction)) found.add(against);
  return [...found];
}

/**
 * Undoes one application transaction whole: counter details on every entry it moved money between, and what was closed
 * is open again. Undone on one of its entries only, another could be left with a remaining amount of the wrong sign.
 */
export function unapply(
  world: World,
  entry: LedgerEntry,
  transaction: number,
  postingDate: CalendarDate,
  at: number,
): void {
  const undoing = ++world.counters.transaction;
  const entries = entriesApplied(entry, transaction);
  for (const detail of entries.flatMap((one) => detailsOf(one, transaction))) {
    const counter: ApplicationDetail = {
      ...detail,
      number: ++world.counters.detail,
      minor: negate(detail.minor),
      postingDate,
      transactionNumber: undoing,
      isUnapplied: true,
      unappliedByNumber: 0,
    };
    detail.isUnapplied = true;
    detail.unappliedByNumber = counter.number;
    detail.entry.applications.push(counter);
    detail.entry.remaining = minor(detail.entry.remaining + counter.minor);
    if (detail.entryType === 'Payment Discount') {
      detail.entry.remainingDiscount = minor(detail.entry.remainingDiscount + counter.minor);
    }
  }
  for (const one of entries) if (one.remaining !== 0 && one.closedAtDate !== blankDate) reopen(one, at);
}

const detailsOf = (entry: LedgerEntry, transaction: number): readonly ApplicationDetail[] =>
  entry.applications.filter((detail) => detail.transactionNumber === transaction && !detail.isUnapplied);

function close(entry: LedgerEntry, by: LedgerEntry, date: CalendarDate, at: number): void {
  entry.closedAtDate = date;
  entry.closedByEntryNumber = by.number;
  touch(entry, at);
}

function reopen(entry: LedgerEntry, at: number): void {
  entry.closedAtDate = blankDate;
  entry.closedByEntryNumber = 0;
  touch(entry, at);
}
