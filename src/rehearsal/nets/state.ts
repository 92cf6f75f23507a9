import { calendarDate, type CalendarDate } from '#kernel';
import { z } from 'zod';
import type { NetsFaults } from './faults.ts';
import { type PlannedFact, planSettlement } from './plan-settlement.ts';
import { keyOf, type ReceivedCollection } from './reading.ts';

const date = z.string().transform((text, context): CalendarDate => {
  const read = calendarDate(text);
  if (read.ok) return read.value;
  context.addIssue(read.error);
  return z.NEVER;
});

const collection = z.object({
  section: z.enum(['0112', '0113', '0117', '0118']),
  debtorGroup: z.string(),
  customerNumber: z.string(),
  paymentDate: date,
  sign: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  amount: z.int(),
  reference: z.string(),
  mandateNumber: z.string().nullable(),
  mandateValidTo: date.nullable(),
});

const delivery = z.object({
  uploadName: z.string(),
  sha256: z.string(),
  deliveryId: z.string(),
  assignedNumber: z.string(),
  receivedOn: date,
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
});

const file = z.object({
  name: z.string(),
  publishOn: date,
  /** What is wrong with it, for whoever compares; empty for a good file. */
  fault: z.string(),
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
  z.object({ kind: z.literal('unreadable'), uploadName: z.string(), sha256: z.string() }),
  z.object({ kind: z.literal('answered'), uploadName: z.string(), sha256: z.string() }),
  z.object({ kind: z.literal('taken'), uploadName: z.string(), sha256: z.string() }),
  z.object({ kind: z.literal('day'), date, told: z.array(told), files: z.array(file) }),
  z.object({ kind: z.literal('published'), name: z.string() }),
]);

export type Entry = z.infer<typeof entrySchema>;
export type Delivery = z.infer<typeof delivery>;
export type Told = z.infer<typeof told>;
export type StateFile = z.infer<typeof file>;

export interface NetsState {
  readonly deliveries: Delivery[];
  readonly numbersUsed: Set<string>;
  /** By key: how each accepted collection will end. Empty for one that was stopped. */
  readonly plans: Map<string, readonly PlannedFact[]>;
  readonly customers: Map<string, Set<string>>;
  /** The keys that may have something to tell on a day. */
  readonly due: Map<CalendarDate, string[]>;
  readonly told: Map<string, Told>;
  readonly days: Set<CalendarDate>;
  readonly files: Map<string, StateFile & { isPublished: boolean }>;
  /** Uploads that were read but may still lie in the folder, by name and hash, and whether they were answered. */
  readonly open: Map<string, Upload & { readonly isAnswered: boolean }>;
}

export const emptyState = (): NetsState => ({
  deliveries: [],
  numbersUsed: new Set(),
  plans: new Map(),
  customers: new Map(),
  due: new Map(),
  told: new Map(),
  days: new Set(),
  files: new Map(),
  open: new Map(),
});

export interface Upload {
  readonly uploadName: string;
  readonly sha256: string;
}

export const uploadKey = ({ uploadName, sha256 }: Upload): string => `${sha256} ${uploadName}`;

export const factKey = (of: { readonly key: string; readonly index: number }): string => `${of.key}#${of.index}`;

/** The next state. The seed and the faults must be those of the whole log. */
export function apply(state: NetsState, entry: Entry, seed: number, faults: NetsFaults): void {
  switch (entry.kind) {
    case 'delivery':
      state.deliveries.push(entry.delivery);
      // A refused delivery uses its number up, too.
      state.numbersUsed.add(entry.delivery.deliveryId);
      open(state, entry.delivery, false);
      for (const found of entry.collections)
        takeIn(state, planSettlement(seed, faults, found, entry.delivery.receivedOn), found);
      break;
    case 'unreadable':
      open(state, entry, false);
      break;
    case 'answered':
      open(state, entry, true);
      break;
    case 'taken':
      state.open.delete(uploadKey(entry));
      break;
    case 'day':
      state.days.add(entry.date);
      for (const fact of entry.told) state.told.set(factKey(fact), fact);
      for (const day of [...state.due.keys()].filter((known) => known <= entry.date)) state.due.delete(day);
      for (const found of entry.files) state.files.set(found.name, { ...found, isPublished: false });
      break;
    case 'published': {
      const found = state.files.get(entry.name);
      if (found) found.isPublished = true;
      break;
    }
  }
}

function open(state: NetsState, { uploadName, sha256 }: Upload, isAnswered: boolean): void {
  state.open.set(uploadKey({ uploadName, sha256 }), { uploadName, sha256, isAnswered });
}

function takeIn(state: NetsState, facts: readonly PlannedFact[], collection: ReceivedCollection): void {
  const key = keyOf(collection);
  state.plans.set(key, facts);
  const group = state.customers.get(collection.debtorGroup) ?? new Set();
  group.add(collection.customerNumber);
  state.customers.set(collection.debtorGroup, group);
  for (const { tellOn } of facts) {
    const keys = state.due.get(tellOn) ?? [];
    keys.push(key);
    state.due.set(tellOn, keys);
  }
}

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
