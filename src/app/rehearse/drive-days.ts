import { addDays, type CalendarDate } from '#kernel';
import type { LivedWorld } from './lived-world.ts';
import { approveMandates, approveWaiting, type Ask, workThroughErrorLog } from './people.ts';

/** What a driver needs of whoever runs the functions: in this process, or in one that may be killed. */
export interface Drive {
  readonly fireTimer: (name: string) => Promise<void>;
  /** Until no message is left. */
  readonly drainQueues: () => Promise<void>;
}

export interface DayParts {
  readonly world: LivedWorld;
  readonly drive: Drive;
  readonly ask: Ask;
  readonly companyId: number;
  readonly told?: (text: string) => void;
  /** Called when a day's work is done, before the clock moves. */
  readonly dayEnded?: (day: CalendarDate) => Promise<void>;
}

const errorLogWaitsDays = 3;

/**
 * One working day: the timers fire in the order of a day, people do their part, the channels answer. Every step may be
 * repeated, so a day that was cut short is simply lived again.
 */
export async function liveDay({ world, drive, ask, companyId, told, dayEnded }: DayParts): Promise<void> {
  const day = world.today();
  const tell = (text: string): void => told?.(`${day}  ${text}`);
  await drive.fireTimer('sync-companies');
  await drive.fireTimer('unattended-journals');
  await drive.drainQueues();
  const approved = await approveWaiting(ask, companyId);
  if (approved > 0) {
    tell(approved === 1 ? 'a second person approved the journal' : `a second person approved ${approved} journals`);
    await drive.fireTimer('unattended-journals');
    await drive.drainQueues();
  }
  const taken = await world.poll();
  if (taken > 0)
    tell(taken === 1 ? 'a delivery was taken in and answered' : `${taken} deliveries were taken in and answered`);
  await drive.fireTimer('fetch-files');
  await drive.drainQueues();
  const checked = await approveMandates(ask, companyId);
  if (checked > 0)
    tell(`a clerk checked ${checked === 1 ? 'one mandate' : `${checked} mandates`} that the channels told of`);
  await drive.drainQueues();
  await drive.fireTimer('post-results');
  await drive.drainQueues();
  await drive.fireTimer('watch-answers');
  const decided = await workThroughErrorLog(ask, companyId, errorLogWaitsDays);
  if (decided > 0)
    tell(`the accountant settled ${decided === 1 ? 'one entry' : `${decided} entries`} of the error log`);
  await drive.fireTimer('outbox-sweep');
  await drive.drainQueues();
  await dayEnded?.(day);
  await world.endDay(day);
}

/** Lives day after day up to and including the last; a world that is further on already has nothing left to live. */
export async function liveUntil(lastDay: CalendarDate, parts: DayParts): Promise<void> {
  while (parts.world.today() <= lastDay) await liveDay(parts);
}

/** After the last day: what lies ready is fetched and posted, so that the totals are those of a settled morning. */
export async function settleMorning({ drive }: DayParts): Promise<void> {
  for (const timer of ['sync-companies', 'fetch-files', 'post-results', 'outbox-sweep']) {
    await drive.fireTimer(timer);
    await drive.drainQueues();
  }
}

export const lastDayOf = (startDate: CalendarDate, days: number): CalendarDate => addDays(startDate, days - 1);
