import { Cron } from 'croner';

/** When a timer is due, in UTC. */
export interface Schedule {
  readonly text: string;
  /** The first due time strictly after the one given. */
  readonly nextAfter: (at: Date) => Date;
  /** What such timers missed is never caught up, whatever `useMonitor` says. */
  readonly isFasterThanAMinute: boolean;
}

/**
 * Reads an NCRONTAB expression: `{second} {minute} {hour} {day} {month} {day of week}`; five fields start at the
 * minute.
 *
 * @remarks
 * Unlike in ordinary cron, a day must satisfy the day of the month and the day of the week both. The signs of other
 * cron dialects (`L`, `W`, `#`, `?`, `@daily`) are refused, since the host does not know them. The time zone is UTC:
 * Flex Consumption supports no other (azure-functions.md 1.6).
 */
export function parseSchedule(text: string): Schedule {
  const fields = text.trim().split(/\s+/);
  const isReadable = (fields.length === 5 || fields.length === 6) && fields.every((field) => ncrontabField.test(field));
  if (!isReadable) throw new Error(`'${text}' is no NCRONTAB expression of five or six fields.`);
  const cron = new Cron(fields.join(' '), { timezone: 'UTC', domAndDow: true, mode: '5-or-6-parts', paused: true });
  const nextAfter = (at: Date): Date => {
    const next = cron.nextRun(at);
    if (next === null) throw new Error(`'${text}' is never due again.`);
    return next;
  };
  return { text, nextAfter, isFasterThanAMinute: isFasterThanAMinute(nextAfter) };
}

const value = '(?:\\d{1,2}|[A-Za-z]{3,9})';
const range = `(?:\\*|${value}(?:-${value})?)(?:/\\d{1,2})?`;
const ncrontabField = new RegExp(`^${range}(?:,${range})*$`);

/** Looks at an hour of neighbouring due times. */
function isFasterThanAMinute(nextAfter: (at: Date) => Date): boolean {
  let earlier = nextAfter(new Date(0));
  for (let looked = 0; looked < 60; looked += 1) {
    const later = nextAfter(earlier);
    if (later.getTime() - earlier.getTime() < 60_000) return true;
    earlier = later;
  }
  return false;
}
