import type { CalendarDate } from '#kernel';
import type { Entry, Message, Movement, StateFile, Told, Upload } from './entries.ts';
import type { BankFaults } from './faults.ts';
import { type PlannedFact, planSettlement } from './plan-settlement.ts';
import { keyOf, type ReceivedBatch, type ReceivedCollection } from './received.ts';
import { isSettlementDay } from './target-calendar.ts';

/** A collection message that was taken in. */
export interface TakenMessage extends Message {
  readonly batches: readonly ReceivedBatch[];
}

export interface BankState {
  readonly messages: Message[];
  /** By message id. */
  readonly taken: Map<string, TakenMessage>;
  readonly idsUsed: Set<string>;
  /** By key: every transaction that was not refused at once, and how it will end. */
  readonly collections: Map<string, ReceivedCollection>;
  readonly plans: Map<string, readonly PlannedFact[]>;
  readonly cancelled: Set<string>;
  /** By end-to-end id: the latest key. */
  readonly keyOfEndToEnd: Map<string, string>;
  /** By mandate: the latest collection that says it is the last or the only one. */
  readonly lastOnMandate: Map<string, string>;
  /** Messages without a status report yet. */
  readonly unreported: Set<string>;
  /** The keys that may have something to tell on a day. */
  readonly due: Map<CalendarDate, string[]>;
  readonly told: Map<string, Told>;
  readonly days: Map<CalendarDate, { readonly movements: readonly Movement[]; readonly closing: number }>;
  readonly files: Map<string, StateFile & { isPublished: boolean }>;
  /** Uploads that were read and answered but may still lie in the folder, by name and hash. */
  readonly open: Map<string, Upload>;
}

export const emptyState = (): BankState => ({
  messages: [],
  taken: new Map(),
  idsUsed: new Set(),
  collections: new Map(),
  plans: new Map(),
  cancelled: new Set(),
  keyOfEndToEnd: new Map(),
  lastOnMandate: new Map(),
  unreported: new Set(),
  due: new Map(),
  told: new Map(),
  days: new Map(),
  files: new Map(),
  open: new Map(),
});

export const uploadKey = ({ uploadName, sha256 }: Upload): string => `${sha256} ${uploadName}`;

export const factKey = (of: { readonly key: string; readonly index: number }): string => `${of.key}#${of.index}`;

/** What decides how transactions end. Must be the same for the whole log. */
export interface Fate {
  readonly seed: number;
  readonly faults: BankFaults;
  readonly scheme: 'CORE' | 'B2B';
}

/** The next state. */
export function apply(state: BankState, entry: Entry, fate: Fate): void {
  switch (entry.kind) {
    case 'received':
      receive(state, entry, fate);
      break;
    case 'taken':
      state.open.delete(uploadKey(entry));
      break;
    case 'day':
      state.days.set(entry.date, { movements: entry.movements, closing: entry.closing });
      for (const fact of entry.told) state.told.set(factKey(fact), fact);
      for (const messageId of entry.reported) state.unreported.delete(messageId);
      forgetDue(state, entry.date);
      addFiles(state, entry.files);
      break;
    case 'published': {
      const found = state.files.get(entry.name);
      if (found) found.isPublished = true;
      break;
    }
  }
}

/** On other days money waits, so what is due stays due. */
function forgetDue(state: BankState, date: CalendarDate): void {
  if (!isSettlementDay(date)) return;
  for (const day of [...state.due.keys()].filter((known) => known <= date)) state.due.delete(day);
}

const addFiles = (state: BankState, files: readonly StateFile[]): void => {
  for (const found of files) state.files.set(found.name, { ...found, isPublished: false });
};

function receive(state: BankState, entry: Extract<Entry, { kind: 'received' }>, fate: Fate): void {
  const { message, batches } = entry;
  const { messageId } = message.original;
  state.messages.push(message);
  state.open.set(uploadKey(message), { uploadName: message.uploadName, sha256: message.sha256 });
  addFiles(state, entry.files);
  // A refused message uses its id up, too.
  if (message.kind !== 'unreadable') state.idsUsed.add(messageId);
  if (message.kind === 'collection' && message.refusals.length === 0) {
    state.taken.set(messageId, { ...message, batches });
    state.unreported.add(messageId);
    for (const found of batches) takeIn(state, fate, message, found);
  }
  for (const { key, refusal } of entry.cancellations) {
    if (key !== null && refusal === null) cancel(state, key, message.receivedOn);
  }
}

function takeIn(state: BankState, { seed, faults, scheme }: Fate, message: Message, found: ReceivedBatch): void {
  if (found.refusal !== null) return;
  const { paymentInformationId, dueDate, isBatchBooked } = found;
  for (const one of found.transactions) {
    if (one.refusal !== null) continue;
    const { messageId } = message.original;
    const collection = { ...one, messageId, paymentInformationId, dueDate, isBatchBooked };
    const key = keyOf(collection);
    state.collections.set(key, collection);
    state.keyOfEndToEnd.set(one.endToEndId, key);
    if (one.sequenceType === 'FNAL' || one.sequenceType === 'OOFF') state.lastOnMandate.set(one.mandateId, key);
    plan(state, key, planSettlement(seed, faults, scheme, collection, message.receivedOn));
  }
}

function plan(state: BankState, key: string, facts: readonly PlannedFact[]): void {
  state.plans.set(key, facts);
  for (const { tellOn } of facts) {
    const keys = state.due.get(tellOn) ?? [];
    keys.push(key);
    state.due.set(tellOn, keys);
  }
}

/** Nothing else will be told of it than that it was cancelled: danske-iso20022.md section 2.7. */
function cancel(state: BankState, key: string, on: CalendarDate): void {
  const collection = state.collections.get(key);
  if (!collection) return;
  state.cancelled.add(key);
  const { amount, endToEndId } = collection;
  const reason = { code: 'DS02', isOwn: false };
  plan(state, key, [
    {
      key,
      index: 0,
      tellOn: on,
      truth: 'cancelled',
      what: 'reject',
      amount,
      reason,
      toldEndToEndId: endToEndId,
      collection,
    },
  ]);
}

/** Whether money can still come of it: not refused, not cancelled, not told as rejected. */
export function stands(state: BankState, key: string): boolean {
  if (state.cancelled.has(key)) return false;
  const facts = state.plans.get(key);
  return facts !== undefined && !facts.some((fact) => fact.what === 'reject' && state.told.has(factKey(fact)));
}

/** What is to be told up to a day and was not told yet, in an order that does not depend on how the messages came. */
export function dueFacts(state: BankState, until: CalendarDate): PlannedFact[] {
  const found = new Map<string, PlannedFact>();
  for (const [day, keys] of state.due) {
    if (day > until) continue;
    for (const key of keys) {
      for (const fact of state.plans.get(key) ?? []) {
        if (fact.tellOn <= until && !state.told.has(factKey(fact))) found.set(factKey(fact), fact);
      }
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
}
