import { expect, test } from 'vitest';
import { checkSddDate, firstSddDate } from '#channels/sepa';
import { knownDate, momentOf } from '#kernel';

const deadline = { cutOff: '14:00' };

test.each`
  now                       | lead | first           | why
  ${'2026-11-24T12:59:00Z'} | ${1} | ${'2026-11-25'} | ${'before the cut-off (13:59 in Denmark)'}
  ${'2026-11-24T13:00:00Z'} | ${1} | ${'2026-11-26'} | ${'at the cut-off (14:00 in Denmark)'}
  ${'2026-07-01T12:00:00Z'} | ${1} | ${'2026-07-03'} | ${'summer time: 14:00 in Denmark already'}
  ${'2026-11-27T08:00:00Z'} | ${1} | ${'2026-11-30'} | ${'Friday: Monday is next'}
  ${'2026-11-27T15:00:00Z'} | ${1} | ${'2026-12-01'} | ${'Friday, too late: delivered on Monday'}
  ${'2026-11-28T08:00:00Z'} | ${1} | ${'2026-12-01'} | ${'Saturday: delivered on Monday'}
  ${'2026-04-02T08:00:00Z'} | ${1} | ${'2026-04-07'} | ${'Maundy Thursday: Easter lies between'}
  ${'2026-11-24T08:00:00Z'} | ${2} | ${'2026-11-26'} | ${'a bank that wants two days'}
  ${'2026-12-23T22:59:00Z'} | ${1} | ${'2026-12-28'} | ${'late on the 23rd in Denmark, delivered on the 24th'}
`('the first collection date at $now with $lead day(s) is $first: $why', ({ now, lead, first }) => {
  expect(firstSddDate(momentOf(new Date(now)), { ...deadline, leadDays: lead })).toBe(first);
});

test.each`
  date            | expected
  ${'2026-11-25'} | ${null}
  ${'2026-11-24'} | ${'2026-11-25 or later'}
  ${'2026-11-28'} | ${'a day on which euro payments settle (TARGET)'}
  ${'2026-12-25'} | ${'a day on which euro payments settle (TARGET)'}
  ${'2026-12-24'} | ${null}
  ${'2027-12-17'} | ${null}
  ${'2027-12-20'} | ${'2027-12-19 or earlier'}
`('$date asked for on 24 November 2026: $expected', ({ date, expected }) => {
  const faults = checkSddDate(knownDate(date), momentOf(new Date('2026-11-24T08:00:00Z')), deadline);
  expect(faults.map((found) => found.expected)).toEqual(expected === null ? [] : [expected]);
  for (const { remedy } of faults) expect(remedy).not.toBe('');
});

test('the remedy names the date to choose, and nothing is moved', () => {
  const [found] = checkSddDate(knownDate('2026-12-25'), momentOf(new Date('2026-11-24T08:00:00Z')), deadline);
  expect(found).toMatchObject({ value: '2026-12-25', remedy: 'Choose 2026-12-28, the next such day.' });
});
