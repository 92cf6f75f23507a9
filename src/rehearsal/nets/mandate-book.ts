import { addBankingDays, addDays, type CalendarDate, isBankingDay } from '#kernel';
import { z } from 'zod';
import { day } from '../kit/mailbox.ts';
import { type Seeded, seeded } from '../kit/seeded.ts';
import type { NetsMandate } from './agreement.ts';
import { customerNumberOf } from './reading.ts';

/** A mandate that came, or that was ended, on a day: one line of a delivery 0603, section 0212. */
export const mandateChange = z.object({
  kind: z.enum(['registered', 'endedByBank', 'endedByCreditor', 'endedByNets']),
  debtorGroup: z.string(),
  customerNumber: z.string(),
  mandateNumber: z.string(),
  /** The first payment day it covers. */
  validFrom: day,
  /** The first payment day it does not cover any more; null for one that came. */
  endDate: day.nullable(),
});
export type MandateChange = z.infer<typeof mandateChange>;

/** Stands for an agreement on electronic slips; never used for collecting. */
export const electronicSlips = '999999999';

/** Somebody who may give a mandate. */
export interface MandateCandidate {
  readonly debtorGroup: string;
  readonly customerNumber: string;
}

/** How likely each is, for one customer on one banking day. */
export interface MandateRates {
  readonly registered: number;
  readonly ended: number;
  /** An agreement on electronic slips, with Total only. */
  readonly electronicSlip: number;
}

/** About one mandate in forty ends in a month, and about one customer in twelve gives one. */
export const ordinaryMandateRates: MandateRates = { registered: 0.004, ended: 0.0012, electronicSlip: 0.002 };

/** Every mandate a customer ever had, the newest last. */
export type MandateBook = ReadonlyMap<string, readonly NetsMandate[]>;

export const customerKey = (debtorGroup: string, customerNumber: string): string =>
  `${debtorGroup}/${customerNumberOf(customerNumber) ?? ''}`;

/** What the mandates are after the changes, which stand in the order they happened. */
export function mandateBook(first: Iterable<NetsMandate>, changes: readonly MandateChange[]): MandateBook {
  const book = new Map<string, NetsMandate[]>();
  const listOf = ({ debtorGroup, customerNumber }: MandateCandidate): NetsMandate[] => {
    const key = customerKey(debtorGroup, customerNumber);
    const list = book.get(key) ?? [];
    book.set(key, list);
    return list;
  };
  for (const mandate of first) listOf(mandate).push(mandate);
  for (const change of changes) {
    const list = listOf(change);
    const { debtorGroup, customerNumber, mandateNumber, validFrom, endDate } = change;
    if (mandateNumber === electronicSlips) continue;
    const ended = list.findIndex((known) => known.mandateNumber === mandateNumber);
    const changed = { debtorGroup, customerNumber, mandateNumber, validFrom };
    if (endDate === null) list.push(changed);
    else list.splice(ended, 1, { ...changed, validTo: addDays(endDate, -1) });
  }
  return book;
}

export interface MandateDay {
  readonly seed: number;
  readonly date: CalendarDate;
  readonly kind: 'total' | 'basis';
  readonly rates: MandateRates;
  readonly book: MandateBook;
  readonly candidates: Iterable<MandateCandidate>;
  /** By customer: who has an agreement on electronic slips. */
  readonly slips: ReadonlySet<string>;
}

/** What happens to the mandates on one day: by the seed, the day and whose it is. Nothing happens when banks are closed. */
export function changesOn(of: MandateDay): MandateChange[] {
  const { seed, date, book, rates } = of;
  if (!isBankingDay(date)) return [];
  const numbers = new Set([...book.values()].flat().map(({ mandateNumber }) => mandateNumber));
  const changes: MandateChange[] = [];
  for (const [key, list] of book) {
    const current = list.at(-1);
    const chance = seeded(seed, 'mandate ends', key, date);
    // One that has an end already does not end again.
    if (!current || current.validTo || !chance.chance(rates.ended)) continue;
    changes.push(ending(current, chance, date));
  }
  for (const { debtorGroup, customerNumber } of of.candidates) {
    const key = customerKey(debtorGroup, customerNumber);
    const current = book.get(key)?.at(-1);
    if (current && !(current.validTo && current.validTo < date)) continue;
    const chance = seeded(seed, 'mandate comes', key, date);
    const drawn = chance.fraction();
    const isSlip = of.kind === 'total' && !of.slips.has(key) && drawn > 1 - rates.electronicSlip;
    if (!isSlip && drawn >= rates.registered) continue;
    const mandateNumber = isSlip ? electronicSlips : unusedNumber(chance, numbers);
    numbers.add(mandateNumber);
    const validFrom = addDays(date, isSlip ? 1 : chance.between(10, 42));
    changes.push({ kind: 'registered', debtorGroup, customerNumber, mandateNumber, validFrom, endDate: null });
  }
  return changes;
}

/** Real end dates lay a day after the file; a debtor's cancellation may take three banking days (sections 5 and 13). */
function ending(mandate: NetsMandate, chance: Seeded, date: CalendarDate): MandateChange {
  const drawn = chance.fraction();
  const kind = drawn < 0.65 ? 'endedByBank' : drawn < 0.85 ? 'endedByNets' : 'endedByCreditor';
  const { debtorGroup, customerNumber, mandateNumber } = mandate;
  return {
    kind,
    debtorGroup,
    customerNumber,
    mandateNumber,
    validFrom: mandate.validFrom ?? date,
    endDate: addBankingDays(date, kind === 'endedByBank' ? chance.between(1, 3) : 1),
  };
}

function unusedNumber(chance: Seeded, used: ReadonlySet<string>): string {
  for (;;) {
    const number = `${chance.between(1, 8)}${chance.digits(8)}`;
    if (!used.has(number)) return number;
  }
}
