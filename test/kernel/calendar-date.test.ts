import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  calendarDate,
  dateOf,
  dayOf,
  daysBetween,
  earlier,
  firstOfMonth,
  firstOfMonthAfter,
  inCopenhagen,
  knownDate,
  later,
  momentOf,
  monthOf,
  weekday,
  yearOf,
} from '#kernel';

const dayInMs = 86_400_000;
const anyDay = fc.integer({
  min: Date.UTC(1900, 0, 1) / dayInMs,
  max: Date.UTC(2199, 11, 31) / dayInMs,
});
const textOf = (day: number): string => new Date(day * dayInMs).toISOString().slice(0, 10);

test('dates agree with UTC: parts, weekday, days added and days between', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (day, days) => {
      const date = knownDate(textOf(day));
      const utc = new Date(day * dayInMs);
      expect([yearOf(date), monthOf(date), dayOf(date), weekday(date)]).toEqual([
        utc.getUTCFullYear(),
        utc.getUTCMonth() + 1,
        utc.getUTCDate(),
        utc.getUTCDay(),
      ]);
      const moved = addDays(date, days);
      expect(moved).toBe(textOf(day + days));
      expect(daysBetween(date, moved)).toBe(days);
      expect(dateOf(yearOf(date), monthOf(date), dayOf(date))).toEqual({ ok: true, value: date });
    }),
  );
});

test('the first of a month some months on agrees with UTC', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -600, max: 600 }), (day, months) => {
      const utc = new Date(day * dayInMs);
      const expected = Date.UTC(utc.getUTCFullYear(), utc.getUTCMonth() + months, 1) / dayInMs;
      expect(firstOfMonthAfter(knownDate(textOf(day)), months)).toBe(textOf(expected));
      expect(firstOfMonth(knownDate(textOf(day)))).toBe(firstOfMonthAfter(knownDate(textOf(day)), 0));
    }),
  );
});

test('dates sort as their texts do', () => {
  fc.assert(
    fc.property(anyDay, anyDay, (a, b) => {
      expect(earlier(knownDate(textOf(a)), knownDate(textOf(b)))).toBe(textOf(Math.min(a, b)));
      expect(later(knownDate(textOf(a)), knownDate(textOf(b)))).toBe(textOf(Math.max(a, b)));
    }),
  );
});

test.each([
  ['30 February', '2026-02-30'],
  ['29 February of a common year', '2026-02-29'],
  ['29 February of a century', '1900-02-29'],
  ['a thirteenth month', '2026-13-01'],
  ['month 0', '2026-00-10'],
  ['day 0', '2026-01-00'],
  ['31 April', '2026-04-31'],
  ['the Danish way', '02-02-2026'],
  ['an instant', '2026-02-02T00:00:00Z'],
  ['year 0', '0000-01-01'],
  ['nothing', ''],
])('refuses %s', (_what, text) => {
  expect(calendarDate(text).ok).toBe(false);
});

test('29 February of a leap year is a date', () => {
  expect(calendarDate('2028-02-29').ok).toBe(true);
  expect(calendarDate('2000-02-29').ok).toBe(true);
});

test.each`
  instant                   | date            | time       | why
  ${'2026-01-23T09:59:59Z'} | ${'2026-01-23'} | ${'10:59'} | ${'winter is one hour ahead'}
  ${'2026-01-23T10:00:00Z'} | ${'2026-01-23'} | ${'11:00'} | ${'winter is one hour ahead'}
  ${'2026-07-24T08:59:59Z'} | ${'2026-07-24'} | ${'10:59'} | ${'summer is two hours ahead'}
  ${'2026-07-24T09:00:00Z'} | ${'2026-07-24'} | ${'11:00'} | ${'summer is two hours ahead'}
  ${'2026-03-29T00:59:00Z'} | ${'2026-03-29'} | ${'01:59'} | ${'the minute before summer time'}
  ${'2026-03-29T01:00:00Z'} | ${'2026-03-29'} | ${'03:00'} | ${'summer time begins'}
  ${'2026-12-31T23:30:00Z'} | ${'2027-01-01'} | ${'00:30'} | ${'the new year is earlier in Denmark'}
`('$instant is $date $time in Denmark: $why', ({ instant, date, time }) => {
  expect(inCopenhagen(new Date(instant))).toEqual({ date, time });
  expect(momentOf(new Date(instant))).toMatchObject({ today: date, time });
});
