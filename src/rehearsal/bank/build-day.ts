import type { CalendarDate } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import type { BankCreditor, BankMandate } from './agreement.ts';
import { entriesOf } from './day-entries.ts';
import { reportsOf } from './day-reports.ts';
import { type BankFaults, type BankFileFault, faultsOfDay } from './faults.ts';
import { entryOfMovement, movementsOf } from './other-movements.ts';
import { type BankState, dueFacts, type Entry, type StateFile } from './state.ts';
import { addSettlementDays, isSettlementDay } from './target-calendar.ts';
import { type AccountEntry, writeNotification, writeStatement } from './write-account.ts';

/** How a file is closed when files are encrypted and signed. */
export type Sealing = 'good' | 'stranger' | 'tampered';

export interface DayFile extends StateFile {
  /** Before it is encrypted. */
  readonly bytes: Uint8Array;
  readonly sealing: Sealing;
}

export interface BuiltDay {
  readonly entry: Omit<Extract<Entry, { kind: 'day' }>, 'files'>;
  readonly files: readonly DayFile[];
}

export interface DayContext {
  readonly seed: number;
  readonly faults: BankFaults;
  readonly creditor: BankCreditor;
  readonly mandates: () => Iterable<BankMandate>;
  readonly isSealed: boolean;
}

/** Makes the files of one day: status reports, the notification and the statement, and what the day's faults make of them. */
export function buildDay(context: DayContext, state: BankState, date: CalendarDate): BuiltDay {
  const { seed, creditor } = context;
  const isOpen = isSettlementDay(date);
  const due = dueFacts(state, date);
  const refused = due.filter(({ what }) => what === 'reject');
  const reports = reportsOf(state, creditor, date, refused);
  let serial = 0;
  const day = date.replaceAll('-', '');
  const nextReference = (): string => `${day}${String(++serial).padStart(8, '0')}`;
  const money = isOpen ? due.filter(({ what }) => what !== 'reject') : [];
  const { entries, told } = entriesOf(state, creditor.scheme, money, date, nextReference);
  const movements = (isOpen ? movementsOf(seed, context.faults, date, context.mandates) : []).map((found) => ({
    ...found,
    reference: nextReference(),
  }));
  const opening = openingOf(seed, state);
  // A payment that is told again was booked before, and neither information nor what is pending moves money.
  const told053 = new Set(told.filter((_, at) => isBooked(entries, at)).map(({ reference }) => reference));
  const booked = [
    ...entries.filter((entry, at) => isNew(entry, at, state, date) && told053.size >= 0),
    ...movements.map((movement) => entryOfMovement(movement, date)),
  ];
  const closing = booked.reduce((sum, { amount }) => sum + amount, opening);
  void addSettlementDays;
  return { entry: { kind: 'day', date, told: [], reported: [], movements, closing }, files: [] };
}
