import type { CalendarDate } from '#kernel';
import { seeded } from '../kit/seeded.ts';
import type { BankCreditor, BankMandate } from './agreement.ts';
import { entriesOf } from './day-entries.ts';
import { type DayFile, filesOf } from './day-files.ts';
import { reportsOf } from './day-reports.ts';
import type { BankFaults } from './faults.ts';
import { entryOfMovement, movementsOf } from './other-movements.ts';
import type { Entry, Told } from './entries.ts';
import { type BankState, dueFacts } from './state.ts';
import { isSettlementDay } from './target-calendar.ts';

export interface DayContext {
  readonly seed: number;
  readonly faults: BankFaults;
  readonly creditor: BankCreditor;
  readonly mandates: () => Iterable<BankMandate>;
  readonly isSealed: boolean;
}

export interface BuiltDay {
  readonly entry: Omit<Extract<Entry, { kind: 'day' }>, 'files'>;
  readonly files: readonly DayFile[];
}

/** Makes what the bank tells at the end of a day: status reports, and on settlement days a notification and a statement. */
export function buildDay(context: DayContext, state: BankState, date: CalendarDate): BuiltDay {
  const { seed, faults, creditor } = context;
  const isOpen = isSettlementDay(date);
  const due = dueFacts(state, date);
  const refused = due.filter(({ what }) => what === 'reject');
  const reports = reportsOf(state, creditor, date, refused);
  let serial = 0;
  const nextReference = (): string => `${compact(date)}${String(++serial).padStart(8, '0')}`;
  const money = isOpen ? due.filter(({ what }) => what !== 'reject') : [];
  const { told054, booked, told } = entriesOf(state, creditor.scheme, money, date, nextReference);
  const movements = isOpen
    ? movementsOf(seed, faults, date, context.mandates).map((found) => ({ ...found, reference: nextReference() }))
    : [];
  const opening = openingOf(seed, state);
  const onStatement = [...booked, ...movements.map((movement) => entryOfMovement(movement, date))];
  const closing = onStatement.reduce((sum, { amount }) => sum + amount, opening);
  const { files, notificationName, reportNames } = filesOf(context, date, {
    reports,
    told054,
    onStatement: isOpen ? onStatement : null,
    opening,
    closing,
    sequenceNumber: [...state.days.keys()].filter(isSettlementDay).length + 1,
  });
  const toldFacts: Told[] = [
    ...told.map((fact) => ({ ...fact, fileName: notificationName })),
    ...refused.map(({ key, index, collection }) => ({
      key,
      index,
      fileName: reportNames.get(collection.messageId) ?? '',
      reference: '',
      bookedOn: date,
    })),
  ];
  const reported = reports.map(({ messageId }) => messageId);
  return { entry: { kind: 'day', date, told: toldFacts, reported, movements, closing }, files };
}

export const compact = (date: CalendarDate): string => date.replaceAll('-', '');

/** What the evening before left on the account, or what was there when the bank opened it: by the seed. */
function openingOf(seed: number, state: BankState): number {
  const last = [...state.days.values()].at(-1);
  return last?.closing ?? openingBalance(seed);
}

/** In cent. */
export const openingBalance = (seed: number): number => seeded(seed, 'opening balance').between(100_000, 50_000_000);
