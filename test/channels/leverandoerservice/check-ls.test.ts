import { expect, test } from 'vitest';
import {
  checkLsCollection,
  checkLsDate,
  firstLsDate,
  type LsDirection,
  lsDeadline,
} from '#channels/leverandoerservice';
import { addDays, isBankingDay, knownDate, momentOf, type Moment } from '#kernel';
import { agreement, collection } from './ls-kit.ts';

test.each`
  what                                | change                                | field
  ${'a plain collection'}             | ${{}}                                 | ${null}
  ${'a disbursement'}                 | ${{ direction: 'disburse' }}          | ${null}
  ${'amount 0, which stops'}          | ${{ amount: 0 }}                      | ${null}
  ${'the largest amount'}             | ${{ amount: 99_999_999_999 }}         | ${null}
  ${'an amount of 12 digits'}         | ${{ amount: 100_000_000_000 }}        | ${'amount'}
  ${'a negative amount'}              | ${{ amount: -1 }}                     | ${'amount'}
  ${'half an øre'}                    | ${{ amount: 0.5 }}                    | ${'amount'}
  ${'a customer number with a blank'} | ${{ customerNumber: 'K 1' }}          | ${'customerNumber'}
  ${'no customer number'}             | ${{ customerNumber: '' }}             | ${'customerNumber'}
  ${'16 signs of customer number'}    | ${{ customerNumber: '1'.repeat(16) }} | ${'customerNumber'}
  ${'letters that grow when capital'} | ${{ customerNumber: 'Straße' }}       | ${'customerNumber'}
  ${'small letters'}                  | ${{ customerNumber: 'kø1' }}          | ${null}
  ${'no date'}                        | ${{ paymentDate: '' }}                | ${'paymentDate'}
  ${'a date of the last century'}     | ${{ paymentDate: '1999-12-31' }}      | ${'paymentDate'}
  ${'no direction'}                   | ${{ direction: 'none' }}              | ${'direction'}
`('$what: fault in $field', ({ change, field }) => {
  const faults = checkLsCollection({ ...collection, ...change }, agreement);
  expect(faults.map((fault) => fault.field)).toEqual(field === null ? [] : [field]);
  for (const { expected, remedy } of faults) expect([expected, remedy]).not.toContain('');
});

test('an agreement with wrong numbers faults every line', () => {
  const wrong = { creditorNumber: '1234', dataSupplierNumber: 'DK123456', isTest: false };
  expect(checkLsCollection(collection, wrong).map((fault) => fault.field)).toEqual([
    'creditorNumber',
    'dataSupplierNumber',
  ]);
});

const at = (day: string, time: string): Moment => ({ at: new Date(0), today: knownDate(day), time });

test.each`
  what                                | day             | time       | collect         | disburse
  ${'a Tuesday morning'}              | ${'2026-02-03'} | ${'09:00'} | ${'2026-02-04'} | ${'2026-02-05'}
  ${'the last minute'}                | ${'2026-02-03'} | ${'14:59'} | ${'2026-02-04'} | ${'2026-02-05'}
  ${'the cut-off itself'}             | ${'2026-02-03'} | ${'15:00'} | ${'2026-02-05'} | ${'2026-02-06'}
  ${'a Friday afternoon'}             | ${'2026-02-06'} | ${'16:00'} | ${'2026-02-10'} | ${'2026-02-11'}
  ${'a Saturday'}                     | ${'2026-02-07'} | ${'09:00'} | ${'2026-02-10'} | ${'2026-02-11'}
  ${'the day before Maundy Thursday'} | ${'2026-04-01'} | ${'10:00'} | ${'2026-04-07'} | ${'2026-04-08'}
  ${'23 December'}                    | ${'2026-12-23'} | ${'10:00'} | ${'2026-12-28'} | ${'2026-12-29'}
`('on $what ($day $time) money can be collected on $collect and paid out on $disburse', ({ day, time, ...first }) => {
  for (const direction of ['collect', 'disburse'] as const) {
    expect(firstLsDate(direction, at(day, time))).toBe(first[direction]);
    expect(checkLsDate(direction, first[direction], at(day, time)).ok).toBe(true);
  }
});

test('the cut-off is a setting, and Copenhagen time decides', () => {
  const moment = momentOf(new Date('2026-07-07T13:30:00Z'));
  expect(moment.time).toBe('15:30');
  expect(firstLsDate('collect', moment)).toBe('2026-07-09');
  expect(firstLsDate('collect', moment, '16:00')).toBe('2026-07-08');
});

test.each`
  direction     | paymentDate     | code                 | expected
  ${'collect'}  | ${'2026-02-04'} | ${'DEADLINE_PASSED'} | ${{ deadline: '2026-02-03 15:00', firstPossible: '2026-02-05' }}
  ${'disburse'} | ${'2026-02-05'} | ${'DEADLINE_PASSED'} | ${{ deadline: '2026-02-03 15:00', firstPossible: '2026-02-06' }}
  ${'collect'}  | ${'2026-02-07'} | ${'INPUT_WRONG'}     | ${{ expected: 'a Danish banking day' }}
  ${'collect'}  | ${'2026-05-05'} | ${'INPUT_WRONG'}     | ${{ expected: 'at the latest 2026-05-04' }}
`('$direction on $paymentDate, asked too late on Tuesday, is $code', ({ direction, paymentDate, code, expected }) => {
  const checked = checkLsDate(direction, knownDate(paymentDate), at('2026-02-03', '15:00'));
  expect(checked.ok ? null : checked.error).toMatchObject({ code, context: expected });
});

test('a date is in time just until its deadline, on every day of a year', () => {
  const directions: readonly LsDirection[] = ['collect', 'disburse'];
  for (let i = 0; i < 366; i++) {
    const date = addDays(knownDate('2026-01-05'), i);
    if (!isBankingDay(date)) continue;
    for (const direction of directions) {
      const [day = ''] = lsDeadline(direction, date).split(' ');
      expect(checkLsDate(direction, date, at(day, '14:59')).ok, `${direction} ${date}`).toBe(true);
      expect(checkLsDate(direction, date, at(day, '15:00')).ok, `${direction} ${date}`).toBe(false);
    }
  }
});
