import { addBankingDays, addDays, type CalendarDate, isBankingDay } from '#kernel';
import { z } from 'zod';
import { day } from '../kit/mailbox.ts';
import { seeded } from '../kit/seeded.ts';
import type { LsCandidate, LsMandate } from './agreement.ts';
import { lsCustomerNumber } from './read-delivery.ts';

/** A mandate that came or ended: one line of the next mandate list. */
export const lsMandateChange = z.object({
  kind: z.enum(['registered', 'ended']),
  /** Who wanted it: the debtor at its bank, or the creditor with a 510, 540 or 595. */
  by: z.enum(['debtor', 'creditor']),
  customerNumber: z.string(),
  /** Registered: the first payment day it covers. Ended: the first it does not cover any more. */
  date: day,
});
export type LsMandateChange = z.infer<typeof lsMandateChange>;

/** How likely each is, for one customer on one banking day. */
export interface LsMandateRates {
  readonly registered: number;
  readonly ended: number;
}

/** About one mandate in forty ends in a month, and about one customer in twelve gives one. */
export const ordinaryLsMandateRates: LsMandateRates = { registered: 0.004, ended: 0.0012 };

export interface StandingMandate {
  readonly customerNumber: string;
  readonly validFrom: CalendarDate;
  readonly endDate: CalendarDate | null;
}

/** The newest mandate of every customer who ever gave one, by the customer number as it is compared. */
export type LsMandateBook = ReadonlyMap<string, StandingMandate>;

export function lsMandateBook(first: Iterable<LsMandate>, changes: readonly LsMandateChange[]): LsMandateBook {
  const book = new Map<string, StandingMandate>();
  for (const { customerNumber, validFrom } of first) {
    const number = lsCustomerNumber(customerNumber) ?? customerNumber;
    book.set(number, { customerNumber: number, validFrom, endDate: null });
  }
  for (const { kind, customerNumber, date } of changes) {
    const known = book.get(customerNumber);
    if (kind === 'registered') book.set(customerNumber, { customerNumber, validFrom: date, endDate: null });
    else if (known) book.set(customerNumber, { ...known, endDate: date });
  }
  return book;
}

/** Whether money may be taken on a payment date. */
export const holdsOn = (mandate: StandingMandate | undefined, date: CalendarDate): boolean =>
  mandate !== undefined && mandate.validFrom <= date && (mandate.endDate === null || date < mandate.endDate);

/** What debtors do to their mandates on one day: by the seed, the day and whose it is. Nothing when banks are closed. */
export function lsChangesOn(
  seed: number,
  date: CalendarDate,
  rates: LsMandateRates,
  book: LsMandateBook,
  candidates: Iterable<LsCandidate>,
): LsMandateChange[] {
  if (!isBankingDay(date)) return [];
  const changes: LsMandateChange[] = [];
  for (const { customerNumber, endDate } of book.values()) {
    const chance = seeded(seed, 'ls mandate ends', customerNumber, date);
    if (endDate !== null || !chance.chance(rates.ended)) continue;
    changes.push({ kind: 'ended', by: 'debtor', customerNumber, date: addBankingDays(date, chance.between(1, 2)) });
  }
  for (const candidate of candidates) {
    const customerNumber = lsCustomerNumber(candidate.customerNumber) ?? candidate.customerNumber;
    const known = book.get(customerNumber);
    const chance = seeded(seed, 'ls mandate comes', customerNumber, date);
    if ((known && (known.endDate === null || known.endDate > date)) || !chance.chance(rates.registered)) continue;
    changes.push({ kind: 'registered', by: 'debtor', customerNumber, date: addDays(date, chance.between(1, 10)) });
  }
  return changes;
}
