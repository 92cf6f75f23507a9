import { type CalendarDate, inCopenhagen } from './calendar-date.ts';

/** The moment a use-case runs at. Taken once at its door and handed on, so that one run sees one time. */
export interface Moment {
  readonly at: Date;
  /** The date in Denmark at that instant. */
  readonly today: CalendarDate;
  /** The time of day in Denmark, `HH:MM`. */
  readonly time: string;
}

export interface Clock {
  readonly now: () => Promise<Moment>;
}

export function momentOf(at: Date): Moment {
  const { date, time } = inCopenhagen(at);
  return { at, today: date, time };
}

export const systemClock: Clock = { now: () => Promise.resolve(momentOf(new Date())) };
