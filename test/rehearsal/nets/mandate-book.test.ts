import { knownDate } from '#kernel';
import { expect, test } from 'vitest';
import { type MandateChange, mandateBook } from '../../../src/rehearsal/nets/mandate-book.ts';
import { planCancelled, planSettlement } from '../../../src/rehearsal/nets/plan-settlement.ts';
import { mandate } from './delivery-0601.ts';

const change = (kind: MandateChange['kind'], mandateNumber: string, endDate: string | null): MandateChange => ({
  kind,
  debtorGroup: '00001',
  customerNumber: 'K1',
  mandateNumber,
  validFrom: knownDate('2026-01-01'),
  endDate: endDate === null ? null : knownDate(endDate),
});

test('keeps every mandate a customer ever had, the newest last, with the last day of each', () => {
  const book = mandateBook(
    [mandate('K1', '000000001'), mandate('K2', '000000002')],
    [
      change('endedByBank', '000000001', '2026-01-20'),
      change('registered', '000000003', null),
      change('registered', '999999999', null),
      change('endedByNets', '000000003', '2026-03-01'),
      change('registered', '000000004', null),
    ],
  );
  const known = book.get('00001/K1')?.map(({ mandateNumber, validTo }) => [mandateNumber, validTo]);
  expect(known).toEqual([
    ['000000001', '2026-01-19'],
    ['000000003', '2026-02-28'],
    ['000000004', undefined],
  ]);
  expect(book.get('00001/K2')).toHaveLength(1);
});

const planned = (mandateNumber: string | null) =>
  planSettlement(
    7,
    { forPayment: () => 'none' },
    {
      section: '0112',
      debtorGroup: '00001',
      customerNumber: 'K1',
      paymentDate: knownDate('2026-02-02'),
      sign: 1,
      amount: 100,
      reference: '',
      mandateNumber,
      mandateValidTo: null,
    },
    knownDate('2026-01-12'),
  );

test.each`
  endDate         | mandateNumber  | isCancelled
  ${'2026-02-01'} | ${'000000001'} | ${true}
  ${'2026-02-02'} | ${'000000001'} | ${true}
  ${'2026-02-03'} | ${'000000001'} | ${false}
  ${'2026-02-01'} | ${null}        | ${false}
`('a payment on 2 February whose mandate $mandateNumber ends on $endDate: $isCancelled', (row) => {
  const cancelled = planCancelled(planned(row.mandateNumber), knownDate(row.endDate), knownDate('2026-01-15'));
  expect(cancelled !== null).toBe(row.isCancelled);
  if (cancelled) {
    expect(cancelled).toMatchObject({
      truth: 'cancelled',
      tellOn: '2026-01-30',
      record: { code: '0238', actualAmount: 0 },
    });
  }
});

test('a cancellation is told after the day it happened', () => {
  const cancelled = planCancelled(planned('000000001'), knownDate('2026-02-02'), knownDate('2026-01-30'));
  expect(cancelled?.tellOn).toBe('2026-01-31');
});
