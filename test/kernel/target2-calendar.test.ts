import { expect, test } from 'vitest';
import { addTargetDays, isTargetDay, knownDate, nextTargetDay } from '#kernel';

test.each`
  date            | what                                         | isOpen
  ${'2026-01-01'} | ${'New Year’s Day'}                          | ${false}
  ${'2026-01-02'} | ${'the day after'}                           | ${true}
  ${'2026-04-02'} | ${'Maundy Thursday, a Danish holiday'}       | ${true}
  ${'2026-04-03'} | ${'Good Friday'}                             | ${false}
  ${'2026-04-06'} | ${'Easter Monday'}                           | ${false}
  ${'2026-04-07'} | ${'Easter Tuesday'}                          | ${true}
  ${'2026-05-01'} | ${'1 May'}                                   | ${false}
  ${'2026-05-14'} | ${'Ascension Day, a Danish holiday'}         | ${true}
  ${'2026-05-25'} | ${'Whit Monday, a Danish holiday'}           | ${true}
  ${'2026-06-05'} | ${'Constitution Day, a Danish bank holiday'} | ${true}
  ${'2026-12-24'} | ${'Christmas Eve'}                           | ${true}
  ${'2026-12-25'} | ${'Christmas Day'}                           | ${false}
  ${'2026-12-26'} | ${'26 December, a Saturday'}                 | ${false}
  ${'2025-12-26'} | ${'26 December, a Friday'}                   | ${false}
  ${'2026-12-31'} | ${'31 December'}                             | ${true}
  ${'2026-11-21'} | ${'a Saturday'}                              | ${false}
  ${'2026-11-22'} | ${'a Sunday'}                                | ${false}
  ${'2024-03-29'} | ${'Good Friday of another year'}             | ${false}
  ${'2024-04-01'} | ${'Easter Monday of another year'}           | ${false}
`('euro payments settle on $date ($what): $isOpen', ({ date, isOpen }) => {
  expect(isTargetDay(knownDate(date))).toBe(isOpen);
});

test.each`
  from            | days | to
  ${'2026-04-02'} | ${0} | ${'2026-04-02'}
  ${'2026-04-02'} | ${1} | ${'2026-04-07'}
  ${'2026-04-03'} | ${1} | ${'2026-04-07'}
  ${'2026-12-23'} | ${2} | ${'2026-12-28'}
  ${'2026-12-31'} | ${1} | ${'2027-01-04'}
`('$days TARGET days after $from is $to', ({ from, days, to }) => {
  expect(addTargetDays(knownDate(from), days)).toBe(to);
});

test('the next TARGET day is the day itself when it is one', () => {
  expect(nextTargetDay(knownDate('2026-12-28'))).toBe('2026-12-28');
  expect(nextTargetDay(knownDate('2026-12-25'))).toBe('2026-12-28');
});

test('a year has no more than six closed weekdays', () => {
  for (let year = 2000; year < 2060; year++) {
    let closed = 0;
    for (let month = 1; month <= 12; month++) {
      for (let day = 1; day <= 28; day++) {
        const date = knownDate(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`);
        const week = new Date(`${date}T00:00:00Z`).getUTCDay();
        if (week !== 0 && week !== 6 && !isTargetDay(date)) closed += 1;
      }
    }
    expect(closed).toBeGreaterThanOrEqual(2);
    expect(closed).toBeLessThanOrEqual(6);
  }
});
