import type { CalendarDate } from '#kernel';
import { z } from 'zod';
import {
  answeredEntry,
  applyMailbox,
  day,
  emptyMailbox,
  type MailboxState,
  openUpload,
  publishedEntry,
  stateFile,
  takenEntry,
  unreadableEntry,
} from '../kit/mailbox.ts';
import type { NetsFaults } from './faults.ts';
import { customerKey, electronicSlips, type MandateChange, mandateChange } from './mandate-book.ts';
import { planCancelled, type PlannedFact, planSettlement } from './plan-settlement.ts';
import { keyOf, type ReceivedCollection } from './reading.ts';

const collection = z.object({
  section: z.enum(['0112', '0113', '0117', '0118']),
  debtorGroup: z.string(),
  customerNumber: z.string(),
  paymentDate: day,
  sign: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  amount: z.int(),
  reference: z.string(),
  mandateNumber: z.string().nullable(),
  mandateValidTo: day.nullable(),
});

const refusedCollection = collection.extend({
  reason: z.enum(['mandateEnded', 'mandateNotYet', 'nobodyToPayOut', 'accountClosed']),
  statedMandate: z.string(),
});

const dateTotals = z.object({
  debtorGroup: z.string(),
  paymentDate: day,
  isSlip: z.boolean(),
  account: z.string(),
  count: z.int(),
  textLines: z.int(),
  net: z.int(),
});

const delivery = z.object({
  uploadName: z.string(),
  sha256: z.string(),
  deliveryId: z.string(),
  assignedNumber: z.string(),
  receivedOn: day,
  receivedAt: z.string(),
  isAccepted: z.boolean(),
  findings: z.array(z.object({ lineNumber: z.int(), field: z.string(), value: z.string(), rule: z.string() })),
  findingCount: z.int(),
  recordCount: z.int(),
  sections: z.int(),
  names: z.int(),
  amounts: z.int(),
  texts: z.int(),
  /** Collections minus disbursements, in øre. */
  net: z.int(),
  /** Records that were refused though the delivery was accepted; told in 0621. */
  refused: z.array(refusedCollection).default([]),
  /** What was registered, by payment date: the receipt part of 0621. */
  dateTotals: z.array(dateTotals).default([]),
});

const told = z.object({
  key: z.string(),
  index: z.int(),
  fileName: z.string(),
  /** The customer number in the file. */
  customerNumber: z.string(),
  isUnreadable: z.boolean(),
});

/** One line of the log: what happened, whole or not at all. The state is the fold of these. */
export const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delivery'), delivery, collections: z.array(collection) }),
  z.object({
    kind: z.literal('day'),
    date: day,
    told: z.array(told),
    files: z.array(stateFile),
    mandates: z.array(mandateChange).default([]),
    /** Deliveries that were told of in a 0621, by the number they were given. */
    informed: z.array(z.string()).default([]),
  }),
  unreadableEntry,
  answeredEntry,
  takenEntry,
  publishedEntry,
]);

export type Entry = z.infer<typeof entrySchema>;
export type Delivery = z.infer<typeof delivery>;
export type Told = z.infer<typeof told>;

export interface NetsState extends MailboxState {
  readonly deliveries: Delivery[];
  readonly numbersUsed: Set<string>;
  /** By key: how each accepted collection will end. Empty for one that was stopped. */
  readonly plans: Map<string, readonly PlannedFact[]>;
  readonly customers: Map<string, Set<string>>;
  /** The keys of a customer's collections, by debtor group and customer. */
  readonly keysOf: Map<string, Set<string>>;
  /** The keys that may have something to tell on a day. */
  readonly due: Map<CalendarDate, string[]>;
  readonly told: Map<string, Told>;
  /** In the order they happened. */
  readonly mandateChanges: MandateChange[];
  readonly informed: Set<string>;
}

export const emptyState = (): NetsState => ({
  ...emptyMailbox(),
  deliveries: [],
  numbersUsed: new Set(),
  plans: new Map(),
  customers: new Map(),
  keysOf: new Map(),
  due: new Map(),
  told: new Map(),
  mandateChanges: [],
  informed: new Set(),
});

export const factKey = (of: { readonly key: string; readonly index: number }): string => `${of.key}#${of.index}`;

/** The next state. The seed and the faults must be those of the whole log. */
export function apply(state: NetsState, entry: Entry, seed: number, faults: NetsFaults): void {
  if (entry.kind === 'delivery') {
    state.deliveries.push(entry.delivery);
    // A refused delivery uses its number up, too.
    state.numbersUsed.add(entry.delivery.deliveryId);
    openUpload(state, entry.delivery, false);
    for (const found of entry.collections) {
      takeIn(state, planSettlement(seed, faults, found, entry.delivery.receivedOn), found);
    }
  } else if (entry.kind === 'day') applyDay(state, entry);
  else applyMailbox(state, entry);
}

function applyDay(state: NetsState, entry: Extract<Entry, { kind: 'day' }>): void {
  state.days.add(entry.date);
  for (const fact of entry.told) state.told.set(factKey(fact), fact);
  for (const known of [...state.due.keys()].filter((due) => due <= entry.date)) state.due.delete(known);
  for (const found of entry.files) state.files.set(found.name, { ...found, isPublished: false });
  for (const delivery of entry.informed) state.informed.add(delivery);
  for (const change of entry.mandates) {
    state.mandateChanges.push(change);
    if (change.endDate !== null) cancelWhatIsComing(state, change, change.endDate, entry.date);
  }
}

/** Collections on a mandate that ends before their payment date are cancelled, unless they were told of already. */
function cancelWhatIsComing(state: NetsState, change: MandateChange, endDate: CalendarDate, date: CalendarDate): void {
  for (const key of state.keysOf.get(customerKey(change.debtorGroup, change.customerNumber)) ?? []) {
    const facts = state.plans.get(key) ?? [];
    const isOfMandate = facts[0]?.record.mandateNumber === change.mandateNumber;
    const cancelled = isOfMandate ? planCancelled(facts, endDate, date) : null;
    if (cancelled === null || facts.some((fact) => state.told.has(factKey(fact)))) continue;
    plan(state, key, [cancelled]);
  }
}

function takeIn(state: NetsState, facts: readonly PlannedFact[], collection: ReceivedCollection): void {
  const key = keyOf(collection);
  const { debtorGroup, customerNumber } = collection;
  const group = state.customers.get(debtorGroup) ?? new Set();
  group.add(customerNumber);
  state.customers.set(debtorGroup, group);
  const keys = state.keysOf.get(customerKey(debtorGroup, customerNumber)) ?? new Set();
  keys.add(key);
  state.keysOf.set(customerKey(debtorGroup, customerNumber), keys);
  plan(state, key, facts);
}

function plan(state: NetsState, key: string, facts: readonly PlannedFact[]): void {
  state.plans.set(key, facts);
  for (const { tellOn } of facts) {
    const keys = state.due.get(tellOn) ?? [];
    keys.push(key);
    state.due.set(tellOn, keys);
  }
}

/** Who has an agreement on electronic slips, by debtor group and customer. */
export const slipCustomers = ({ mandateChanges }: NetsState): ReadonlySet<string> =>
  new Set(
    mandateChanges
      .filter(({ mandateNumber }) => mandateNumber === electronicSlips)
      .map(({ debtorGroup, customerNumber }) => customerKey(debtorGroup, customerNumber)),
  );

/** What is to be told up to a day and was not told yet, in an order that does not depend on how the deliveries came. */
export function dueFacts(state: NetsState, until: CalendarDate): PlannedFact[] {
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
