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
import type { LsFaults } from './faults.ts';
import { lsPayment, lsRemark, lsRenaming, paymentKey } from './judge-delivery.ts';
import { lsMandateChange, type LsMandateChange } from './mandate-book.ts';
import { type LsPlannedFact, planLsCancelled, planLsPayment } from './plan-settlement.ts';

const delivery = z.object({
  uploadName: z.string(),
  sha256: z.string(),
  /** Counts the deliveries, refused ones too. */
  number: z.int(),
  receivedOn: day,
  isAccepted: z.boolean(),
  /** Marked TEST: answered, but nothing comes of it. */
  isTest: z.boolean(),
  findings: z.array(z.object({ lineNumber: z.int(), field: z.string(), value: z.string(), rule: z.string() })),
  findingCount: z.int(),
  recordCount: z.int(),
  /** Of the records 580 and 585 that stand, in the order of the delivery. */
  payments: z.array(lsPayment),
  /** Records that were refused or commented on. */
  remarks: z.array(lsRemark),
  changes: z.array(lsMandateChange),
  renamings: z.array(lsRenaming),
});

const told = z.object({
  key: z.string(),
  index: z.int(),
  fileName: z.string(),
  /** The customer number in the file. */
  customerNumber: z.string(),
});

/** One line of the log: what happened, whole or not at all. The state is the fold of these. */
export const lsEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('delivery'), delivery }),
  z.object({
    kind: z.literal('day'),
    date: day,
    told: z.array(told),
    files: z.array(stateFile),
    mandates: z.array(lsMandateChange),
  }),
  unreadableEntry,
  answeredEntry,
  takenEntry,
  publishedEntry,
]);

export type LsEntry = z.infer<typeof lsEntrySchema>;
export type LsDelivery = z.infer<typeof delivery>;

export interface LsState extends MailboxState {
  readonly deliveries: LsDelivery[];
  /** By customer and payment date: how each accepted payment will end. Empty for one that was stopped. */
  readonly plans: Map<string, readonly LsPlannedFact[]>;
  readonly told: Map<string, z.infer<typeof told>>;
  /** In the order they happened; `listed` of them stand in a mandate list. */
  readonly changes: LsMandateChange[];
  listed: number;
}

export const emptyLsState = (): LsState => ({
  ...emptyMailbox(),
  deliveries: [],
  plans: new Map(),
  told: new Map(),
  changes: [],
  listed: 0,
});

export const factKey = (of: { readonly key: string; readonly index: number }): string => `${of.key}#${of.index}`;

/** The next state. The seed and the faults must be those of the whole log. */
export function applyLs(state: LsState, entry: LsEntry, seed: number, faults: LsFaults): void {
  if (entry.kind === 'delivery') {
    state.deliveries.push(entry.delivery);
    openUpload(state, entry.delivery, false);
    for (const payment of entry.delivery.payments) {
      state.plans.set(paymentKey(payment), planLsPayment(seed, faults, payment, entry.delivery.receivedOn));
    }
    takeChanges(state, entry.delivery.changes, entry.delivery.receivedOn);
  } else if (entry.kind === 'day') {
    state.days.add(entry.date);
    for (const fact of entry.told) state.told.set(factKey(fact), fact);
    for (const found of entry.files) state.files.set(found.name, { ...found, isPublished: false });
    takeChanges(state, entry.mandates, entry.date);
    state.listed = state.changes.length;
  } else applyMailbox(state, entry);
}

/** Payments on a mandate that ends before their date are cancelled, unless they were told of already. */
function takeChanges(state: LsState, changes: readonly LsMandateChange[], on: CalendarDate): void {
  for (const change of changes) {
    state.changes.push(change);
    if (change.kind !== 'ended') continue;
    for (const [key, facts] of state.plans) {
      if (facts[0]?.customerNumber !== change.customerNumber) continue;
      const cancelled = planLsCancelled(facts, change.date, on);
      if (cancelled !== null && !facts.some((fact) => state.told.has(factKey(fact)))) state.plans.set(key, [cancelled]);
    }
  }
}

/** What is to be told up to a day and was not told yet, in an order that does not depend on how the deliveries came. */
export const dueLsFacts = (state: LsState, until: CalendarDate): LsPlannedFact[] =>
  [...state.plans.values()]
    .flat()
    .filter((fact) => fact.tellOn <= until && !state.told.has(factKey(fact)))
    .sort((a, b) => (factKey(a) < factKey(b) ? -1 : 1));
