import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPaymentDate, deadlineFor, firstPossibleDate } from '#channels/betalingsservice';
import { addDays, knownDate, momentOf } from '#kernel';

const at = (instant: string) => momentOf(new Date(instant));

test.each`
  instant                   | section   | first           | why
  ${'2026-01-15T09:00:00Z'} | ${'0112'} | ${'2026-02-02'} | ${'a week before the deadline'}
  ${'2026-01-23T09:59:59Z'} | ${'0112'} | ${'2026-02-02'} | ${'the minute before 11:00 in winter'}
  ${'2026-01-23T10:00:00Z'} | ${'0112'} | ${'2026-03-02'} | ${'11:00 in winter is too late'}
  ${'2026-07-24T08:59:59Z'} | ${'0112'} | ${'2026-08-03'} | ${'the minute before 11:00 in summer'}
  ${'2026-07-24T09:00:00Z'} | ${'0112'} | ${'2026-09-01'} | ${'11:00 in summer is too late'}
  ${'2026-01-31T12:00:00Z'} | ${'0112'} | ${'2026-03-02'} | ${'the last of a month that has 31 days'}
  ${'2026-01-15T09:00:00Z'} | ${'0117'} | ${'2026-01-20'} | ${'a Thursday: registered Friday, two banking days on'}
  ${'2026-01-16T22:59:00Z'} | ${'0117'} | ${'2026-01-21'} | ${'a Friday: registered Monday'}
  ${'2026-01-16T23:00:00Z'} | ${'0117'} | ${'2026-01-21'} | ${'a Saturday in Denmark already'}
  ${'2026-03-31T09:00:00Z'} | ${'0117'} | ${'2026-04-08'} | ${'Easter lies between'}
`('at $instant section $section can be paid on $first: $why', ({ instant, section, first }) => {
  expect(firstPossibleDate(section, at(instant))).toBe(first);
});

test.each`
  section   | date            | instant                   | code                 | context
  ${'0112'} | ${'2026-02-02'} | ${'2026-01-23T09:59:00Z'} | ${null}              | ${null}
  ${'0112'} | ${'2026-02-02'} | ${'2026-01-23T10:00:00Z'} | ${'DEADLINE_PASSED'} | ${{ deadline: '2026-01-23 11:00', firstPossible: '2026-03-02' }}
  ${'0112'} | ${'2026-02-16'} | ${'2026-01-23T10:00:00Z'} | ${'DEADLINE_PASSED'} | ${{ deadline: '2026-01-23 11:00', firstPossible: '2026-03-02' }}
  ${'0112'} | ${'2026-02-16'} | ${'2026-01-15T09:00:00Z'} | ${null}              | ${null}
  ${'0112'} | ${'2026-02-07'} | ${'2026-01-15T09:00:00Z'} | ${'INPUT_WRONG'}     | ${{ field: 'paymentDate', value: '2026-02-07' }}
  ${'0112'} | ${'2026-04-15'} | ${'2026-01-15T09:00:00Z'} | ${null}              | ${null}
  ${'0112'} | ${'2026-04-16'} | ${'2026-01-15T09:00:00Z'} | ${'INPUT_WRONG'}     | ${{ expected: 'at the latest 2026-04-15' }}
  ${'0117'} | ${'2026-01-20'} | ${'2026-01-15T22:59:00Z'} | ${null}              | ${null}
  ${'0117'} | ${'2026-01-20'} | ${'2026-01-15T23:00:00Z'} | ${'DEADLINE_PASSED'} | ${{ deadline: '2026-01-15 24:00', firstPossible: '2026-01-21' }}
`('section $section on $date asked at $instant: $code', ({ section, date, instant, code, context }) => {
  const checked = checkPaymentDate(section, knownDate(date), at(instant));
  if (code === null) expect(checked).toEqual({ ok: true, value: date });
  else expect(checked).toMatchObject({ ok: false, error: { code, context: context } });
});

test('the deadline told is the last moment that is in time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1500 }),
      fc.constantFrom('0112' as const, '0117' as const),
      (days, section) => {
        const today = addDays(knownDate('2025-01-02'), days);
        const first = firstPossibleDate(section, at(`${today}T08:00:00Z`));
        const [day = '', time = ''] = deadlineFor(section, first).split(' ');
        expect(day >= today).toBe(true);
        // 11:00 in Denmark is 9:00 or 10:00 UTC; a day ends at 22:00 or 23:00 UTC.
        const [before, after] = time === '11:00' ? ['08:59', '10:00'] : ['21:59', '23:00'];
        expect(checkPaymentDate(section, first, at(`${day}T${before}:00Z`)).ok).toBe(true);
        expect(checkPaymentDate(section, first, at(`${day}T${after}:00Z`)).ok).toBe(false);
      },
    ),
    { numRuns: 400 },
  );
});
