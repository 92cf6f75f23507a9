import type { CalendarDate } from '#kernel';
import type { OtherMovement } from './faults.ts';
import type { BankTruth, PlannedFact, ToldReason } from './plan-settlement.ts';
import type { Message, Told } from './entries.ts';
import { type BankState, factKey, stands } from './state.ts';
import { keyOf, type ReceivedBatch } from './received.ts';

export type CollectionState =
  | 'refused'
  | 'waiting'
  | 'rejected'
  | 'cancelled'
  | 'settled'
  | 'returned'
  | 'notCollected';

/** One transaction of ours, as the bank sees it. Amounts in cent. */
export interface LedgerCollection {
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly endToEndId: string;
  readonly mandateId: string;
  readonly dueDate: CalendarDate;
  readonly amount: number;
  readonly state: CollectionState;
  /** What came of it, and what was taken back again. */
  readonly settled: number;
  readonly returned: number;
  /** The last reason that was told. */
  readonly reason: string | null;
}

/** Something that was told in a file, with what is true about it. */
export interface ToldEntry {
  readonly fileName: string;
  readonly what: PlannedFact['what'];
  readonly truth: BankTruth;
  readonly messageId: string;
  readonly endToEndId: string;
  /** As the file has it. */
  readonly toldEndToEndId: string;
  readonly mandateId: string;
  /** In cent, positive. */
  readonly amount: number;
  readonly reason: ToldReason | null;
  readonly reference: string;
  readonly bookedOn: CalendarDate;
}

export interface LedgerMovement {
  readonly date: CalendarDate;
  readonly kind: OtherMovement;
  /** In cent; negative when it left the account. */
  readonly amount: number;
  readonly reference: string;
  readonly text: string;
}

export interface BankLedger {
  /** In the order they were received. */
  readonly messages: readonly Message[];
  readonly collections: readonly LedgerCollection[];
  readonly told: readonly ToldEntry[];
  /** What else happened on the account. */
  readonly movements: readonly LedgerMovement[];
  /** Cent on the account before the first day, and after the last that was closed. */
  readonly openingBalance: number;
  readonly balance: number;
  readonly files: readonly {
    readonly name: string;
    readonly publishOn: CalendarDate;
    readonly fault: string;
    readonly isPublished: boolean;
  }[];
  /** Facts that are planned but not told yet. */
  readonly outstanding: number;
}

export function ledgerOf(state: BankState, openingBalance: number): BankLedger {
  const told: ToldEntry[] = [];
  let outstanding = 0;
  for (const fact of [...state.plans.values()].flat()) {
    const telling = state.told.get(factKey(fact));
    if (telling) told.push(toldEntry(fact, telling));
    else outstanding++;
  }
  return {
    messages: [...state.messages],
    collections: collectionsOf(state),
    told,
    movements: [...state.days].flatMap(([date, day]) =>
      day.movements.map(({ kind, amount, reference, text }) => ({ date, kind, amount, reference, text })),
    ),
    openingBalance,
    balance: [...state.days.values()].at(-1)?.closing ?? openingBalance,
    files: [...state.files.values()].map((file) => ({ ...file })),
    outstanding,
  };
}

function toldEntry(fact: PlannedFact, { fileName, reference, bookedOn }: Told): ToldEntry {
  const { what, truth, toldEndToEndId, amount, reason, collection } = fact;
  const { messageId, endToEndId, mandateId } = collection;
  return {
    fileName,
    what,
    truth,
    messageId,
    endToEndId,
    toldEndToEndId,
    mandateId,
    amount,
    reason,
    reference,
    bookedOn,
  };
}

function collectionsOf(state: BankState): LedgerCollection[] {
  return [...state.taken.values()].flatMap(({ original, batches }) =>
    batches.flatMap((batch) => batch.transactions.map((one) => collectionOf(state, original.messageId, batch, one))),
  );
}

function collectionOf(
  state: BankState,
  messageId: string,
  batch: ReceivedBatch,
  one: ReceivedBatch['transactions'][number],
): LedgerCollection {
  const { paymentInformationId, dueDate } = batch;
  const { endToEndId, mandateId, amount } = one;
  const known = { messageId, paymentInformationId, endToEndId, mandateId, dueDate, amount };
  const refusal = batch.refusal ?? one.refusal;
  if (refusal !== null) return { ...known, state: 'refused', settled: 0, returned: 0, reason: refusal.code };
  const key = keyOf({ messageId, paymentInformationId, endToEndId });
  const facts = (state.plans.get(key) ?? []).filter((fact) => state.told.has(factKey(fact)));
  const sumOf = (what: PlannedFact['what']): number =>
    facts.filter((fact) => fact.what === what).reduce((sum, fact) => sum + fact.amount, 0);
  const [settled, returned] = [sumOf('credit'), sumOf('debit')];
  return {
    ...known,
    state: stateOf(state, key, facts, settled, returned),
    settled,
    returned,
    reason: facts.findLast(({ reason }) => reason !== null)?.reason?.code ?? null,
  };
}

function stateOf(
  state: BankState,
  key: string,
  facts: readonly PlannedFact[],
  settled: number,
  returned: number,
): CollectionState {
  if (state.cancelled.has(key)) return 'cancelled';
  if (!stands(state, key)) return 'rejected';
  if (returned > 0) return 'returned';
  if (settled > 0) return 'settled';
  return facts.some(({ what }) => what === 'information') ? 'notCollected' : 'waiting';
}
