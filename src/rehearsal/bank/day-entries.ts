import { assert, type CalendarDate } from '#kernel';
import type { PlannedFact } from './plan-settlement.ts';
import type { Told } from './entries.ts';
import { type BankState, factKey } from './state.ts';
import type { AccountEntry, EntryDetail } from './write-account.ts';

/** The entries of one day for collections, and what was told with them. */
export interface DayEntries {
  /** For the notification. */
  readonly told054: readonly AccountEntry[];
  /** For the statement: not what was told before, and not what moves no money. */
  readonly booked: readonly AccountEntry[];
  readonly told: readonly Omit<Told, 'fileName'>[];
}

/**
 * Makes entries of what is due: one for each batch of collections that were paid, one for each thing besides.
 *
 * @param nextReference gives the bank's references of that day, one after another
 */
export function entriesOf(
  state: BankState,
  scheme: 'CORE' | 'B2B',
  facts: readonly PlannedFact[],
  date: CalendarDate,
  nextReference: () => string,
): DayEntries {
  const told: Omit<Told, 'fileName'>[] = [];
  const batches = new Map<string, PlannedFact[]>();
  const alone: PlannedFact[] = [];
  for (const fact of facts) {
    const { messageId, paymentInformationId, dueDate, isBatchBooked } = fact.collection;
    // Paid on its day: an entry that was pending before stays by itself.
    if (fact.what === 'credit' && fact.index === 0 && isBatchBooked) {
      const key = `${messageId}/${paymentInformationId}/${dueDate}`;
      const batch = batches.get(key) ?? [];
      batch.push(fact);
      batches.set(key, batch);
    } else {
      alone.push(fact);
    }
  }
  const toldToday = new Map<string, Omit<Told, 'fileName'>>();
  const note = (fact: PlannedFact, reference: string, bookedOn: CalendarDate): string => {
    const telling = { key: fact.key, index: fact.index, reference, bookedOn };
    told.push(telling);
    toldToday.set(factKey(fact), telling);
    return reference;
  };
  const ofBatches = [...batches.values()].map((batch): AccountEntry => {
    const [first] = batch;
    assert(first, 'a batch has a transaction');
    const { messageId, paymentInformationId } = first.collection;
    const entry = entryOf(scheme, first, date, nextReference());
    const details = batch.map((fact) => detailOf(fact, note(fact, nextReference(), date)));
    const amount = details.reduce((sum, detail) => sum + detail.amount, 0);
    return { ...entry, amount, batch: { messageId, paymentInformationId }, details };
  });
  const ofOthers = alone.map((fact): readonly [PlannedFact['what'], AccountEntry] => {
    const isFollowing = fact.index > 0 && fact.what !== 'debit';
    const firstKey = factKey({ key: fact.key, index: 0 });
    const before = isFollowing ? (state.told.get(firstKey) ?? toldToday.get(firstKey)) : undefined;
    const reference = note(fact, before?.reference ?? nextReference(), date);
    const bookedOn = fact.what === 'again' ? (before?.bookedOn ?? date) : date;
    return [fact.what, { ...entryOf(scheme, fact, bookedOn, reference), details: [detailOf(fact, reference)] }];
  });
  const others = ofOthers.map(([, entry]) => entry);
  const booked = ofOthers.filter(([what]) => what === 'credit' || what === 'debit').map(([, entry]) => entry);
  return { told054: [...ofBatches, ...others], booked: [...ofBatches, ...booked], told };
}

const statuses = {
  credit: 'BOOK',
  debit: 'BOOK',
  again: 'BOOK',
  information: 'INFO',
  pending: 'PDNG',
  reject: 'INFO',
} as const satisfies Record<PlannedFact['what'], AccountEntry['status']>;

const texts: Readonly<Record<PlannedFact['what'], string>> = {
  credit: 'SEPA opkrævninger',
  debit: 'Tilbageført SEPA opkrævning',
  again: 'SEPA opkrævninger',
  information: 'Ikke gennemført SEPA opkrævning',
  pending: 'SEPA opkrævninger',
  reject: '',
};

function entryOf(
  scheme: 'CORE' | 'B2B',
  { what, amount, collection }: PlannedFact,
  bookedOn: CalendarDate,
  reference: string,
): AccountEntry {
  const isUnpaid = what === 'debit' || what === 'information';
  return {
    amount: what === 'debit' ? -amount : amount,
    status: statuses[what],
    isReversal: what === 'information',
    bookedOn,
    valueOn: what === 'debit' ? bookedOn : collection.dueDate,
    reference,
    code: ['PMNT', 'IDDT', isUnpaid ? 'UPDD' : scheme === 'B2B' ? 'BBDD' : 'ESDD'],
    text: texts[what],
    batch: null,
    details: [],
  };
}

function detailOf(fact: PlannedFact, reference: string): EntryDetail {
  const { collection, amount, toldEndToEndId } = fact;
  return {
    reference,
    messageId: collection.messageId,
    paymentInformationId: collection.paymentInformationId,
    instructionId: toldEndToEndId === collection.endToEndId ? collection.instructionId : null,
    endToEndId: toldEndToEndId,
    mandateId: collection.mandateId,
    amount,
    debtorName: collection.debtorName,
    debtorIban: collection.debtorIban,
    debtorBic: collection.debtorBic,
    remittance: collection.remittance,
    reason: fact.reason,
  };
}
