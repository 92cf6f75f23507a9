import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addBankingDays,
  addDays,
  betalingsserviceMonth,
  daysBetween,
  easterSunday,
  isBankingDay,
  knownDate,
  lastBankingDayOfMonth,
  nextBankingDay,
  weekday,
} from '#kernel';

/** The vectors of nets-formats.md section 13. */
test.each`
  month        | deadline        | lastLateDay     | firstBankingDay | rejectionDeadline
  ${'2026-01'} | ${'2025-12-18'} | ${'2025-12-23'} | ${'2026-01-02'} | ${'2026-01-07'}
  ${'2026-02'} | ${'2026-01-23'} | ${'2026-01-28'} | ${'2026-02-02'} | ${'2026-02-09'}
  ${'2026-03'} | ${'2026-02-20'} | ${'2026-02-25'} | ${'2026-03-02'} | ${'2026-03-09'}
  ${'2026-04'} | ${'2026-03-24'} | ${'2026-03-27'} | ${'2026-04-01'} | ${'2026-04-07'}
  ${'2026-05'} | ${'2026-04-23'} | ${'2026-04-28'} | ${'2026-05-01'} | ${'2026-05-07'}
  ${'2026-06'} | ${'2026-05-21'} | ${'2026-05-27'} | ${'2026-06-01'} | ${'2026-06-08'}
  ${'2026-07'} | ${'2026-06-23'} | ${'2026-06-26'} | ${'2026-07-01'} | ${'2026-07-07'}
  ${'2026-08'} | ${'2026-07-24'} | ${'2026-07-29'} | ${'2026-08-03'} | ${'2026-08-07'}
  ${'2026-09'} | ${'2026-08-24'} | ${'2026-08-27'} | ${'2026-09-01'} | ${'2026-09-07'}
  ${'2026-10'} | ${'2026-09-23'} | ${'2026-09-28'} | ${'2026-10-01'} | ${'2026-10-07'}
  ${'2026-11'} | ${'2026-10-23'} | ${'2026-10-28'} | ${'2026-11-02'} | ${'2026-11-09'}
  ${'2026-12'} | ${'2026-11-23'} | ${'2026-11-26'} | ${'2026-12-01'} | ${'2026-12-07'}
  ${'2027-01'} | ${'2026-12-21'} | ${'2026-12-28'} | ${'2027-01-04'} | ${'2027-01-07'}
  ${'2027-02'} | ${'2027-01-22'} | ${'2027-01-27'} | ${'2027-02-01'} | ${'2027-02-08'}
  ${'2027-03'} | ${'2027-02-19'} | ${'2027-02-24'} | ${'2027-03-01'} | ${'2027-03-08'}
  ${'2027-04'} | ${'2027-03-19'} | ${'2027-03-24'} | ${'2027-04-01'} | ${'2027-04-07'}
  ${'2027-05'} | ${'2027-04-23'} | ${'2027-04-28'} | ${'2027-05-03'} | ${'2027-05-10'}
  ${'2027-06'} | ${'2027-05-24'} | ${'2027-05-27'} | ${'2027-06-01'} | ${'2027-06-07'}
`('the dates of Betalingsservice for $month', ({ month, ...dates }) => {
  expect(betalingsserviceMonth(knownDate(`${month}-15`))).toEqual(dates);
});

test.each`
  year    | easter
  ${1961} | ${'1961-04-02'}
  ${1998} | ${'1998-04-12'}
  ${2000} | ${'2000-04-23'}
  ${2008} | ${'2008-03-23'}
  ${2011} | ${'2011-04-24'}
  ${2019} | ${'2019-04-21'}
  ${2024} | ${'2024-03-31'}
  ${2025} | ${'2025-04-20'}
  ${2026} | ${'2026-04-05'}
  ${2027} | ${'2027-03-28'}
  ${2030} | ${'2030-04-21'}
  ${2038} | ${'2038-04-25'}
  ${2285} | ${'2285-03-22'}
`('Easter Sunday of $year is $easter', ({ year, easter }) => {
  expect(easterSunday(year)).toBe(easter);
});

test.each`
  date            | isOpen   | what
  ${'2026-01-01'} | ${false} | ${'New Year’s Day'}
  ${'2026-04-02'} | ${false} | ${'Maundy Thursday'}
  ${'2026-04-03'} | ${false} | ${'Good Friday'}
  ${'2026-04-06'} | ${false} | ${'Easter Monday'}
  ${'2026-05-14'} | ${false} | ${'Ascension Day'}
  ${'2026-05-15'} | ${false} | ${'the Friday after Ascension Day'}
  ${'2026-05-25'} | ${false} | ${'Whit Monday'}
  ${'2026-06-05'} | ${false} | ${'Constitution Day'}
  ${'2026-12-24'} | ${false} | ${'Christmas Eve'}
  ${'2026-12-25'} | ${false} | ${'Christmas Day'}
  ${'2025-12-26'} | ${false} | ${'the second day of Christmas'}
  ${'2026-12-31'} | ${false} | ${'New Year’s Eve'}
  ${'2023-05-05'} | ${false} | ${'Great Prayer Day, the last time'}
  ${'2024-04-26'} | ${true}  | ${'what would have been Great Prayer Day'}
  ${'2026-05-01'} | ${true}  | ${'the first of May'}
  ${'2026-02-07'} | ${false} | ${'a Saturday'}
  ${'2026-02-08'} | ${false} | ${'a Sunday'}
  ${'2026-02-09'} | ${true}  | ${'a Monday'}
`('$date, $what: banking day $isOpen', ({ date, isOpen }) => {
  expect(isBankingDay(knownDate(date))).toBe(isOpen);
});

const anyDate = fc.integer({ min: 0, max: 73_000 }).map((days) => addDays(knownDate('1950-01-01'), days));

test('no more than five days in a row are closed, and a banking day is never at a weekend', () => {
  fc.assert(
    fc.property(anyDate, (date) => {
      const next = nextBankingDay(date);
      expect(daysBetween(date, next)).toBeLessThanOrEqual(5);
      expect([1, 2, 3, 4, 5]).toContain(weekday(next));
      expect(nextBankingDay(next)).toBe(next);
    }),
  );
});

test('counting banking days one by one or all at once is the same', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 0, max: 30 }), (date, count) => {
      let stepwise = date;
      for (let i = 0; i < count; i++) stepwise = addBankingDays(stepwise, 1);
      expect(addBankingDays(date, count)).toBe(stepwise);
    }),
  );
});

test('the last banking days of a month lie in it, in order, with none between them', () => {
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 2, max: 10 }), (date, nth) => {
      const day = lastBankingDayOfMonth(date, nth);
      expect(day.slice(0, 7)).toBe(date.slice(0, 7));
      expect(addBankingDays(day, 1)).toBe(lastBankingDayOfMonth(date, nth - 1));
    }),
  );
});

test('counting backwards is a bug', () => {
  expect(() => addBankingDays(knownDate('2026-01-01'), -1)).toThrow('Broken assumption');
});
