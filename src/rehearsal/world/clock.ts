import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CalendarDate, calendarDate, inCopenhagen, knownDate } from '#kernel';

/** The world's time runs this much faster than ours, so that waiting costs little. */
export const worldSpeed = 100;

export interface MovedClock {
  readonly today: () => CalendarDate;
  readonly now: () => Date;
  readonly moveTo: (day: CalendarDate) => void;
}

const morning = 8;
const longestDayInMs = 12 * 3_600_000;

/** A clock that stands in the morning of a day, runs fast, and never reaches midnight by itself. The day is kept on disk. */
export function movedClock(folder: string, startDate: CalendarDate): MovedClock {
  const path = join(folder, 'today');
  const kept = existsSync(path) ? calendarDate(readFileSync(path, 'utf8').trim()) : null;
  let day = kept?.ok ? kept.value : startDate;
  let since = Date.now();
  const now = (): Date => {
    const elapsed = Math.min((Date.now() - since) * worldSpeed, longestDayInMs);
    return new Date(
      Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)), morning) + elapsed,
    );
  };
  return {
    today: () => knownDate(inCopenhagen(now()).date),
    now,
    moveTo: (next) => {
      writeFileSync(`${path}.new`, next);
      renameSync(`${path}.new`, path);
      day = next;
      since = Date.now();
    },
  };
}
