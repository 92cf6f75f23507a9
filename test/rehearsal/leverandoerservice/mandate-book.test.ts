import { knownDate } from '#kernel';
import { expect, test } from 'vitest';
import { holdsOn, lsMandateBook } from '../../../src/rehearsal/leverandoerservice/mandate-book.ts';
import { mandate } from './delivery-40.ts';

test.each`
  date            | holds
  ${'2024-12-31'} | ${false}
  ${'2025-01-01'} | ${true}
  ${'2026-02-02'} | ${true}
  ${'2026-02-03'} | ${false}
`('a mandate from 1 January 2025 that ends on 3 February 2026 holds on $date: $holds', ({ date, holds }) => {
  const ended = { kind: 'ended', by: 'debtor', customerNumber: 'K1', date: knownDate('2026-02-03') } as const;
  const book = lsMandateBook([mandate('K1')], [ended]);
  expect(holdsOn(book.get('K1'), knownDate(date))).toBe(holds);
});

test('nobody’s mandate holds, and one that comes again holds from its new day', () => {
  expect(holdsOn(undefined, knownDate('2026-01-01'))).toBe(false);
  const ended = { kind: 'ended', by: 'debtor', customerNumber: 'K1', date: knownDate('2026-02-03') } as const;
  const again = { kind: 'registered', by: 'debtor', customerNumber: 'K1', date: knownDate('2026-02-10') } as const;
  const book = lsMandateBook([mandate('K1')], [ended, again]);
  expect(holdsOn(book.get('K1'), knownDate('2026-02-09'))).toBe(false);
  expect(holdsOn(book.get('K1'), knownDate('2026-02-10'))).toBe(true);
});
