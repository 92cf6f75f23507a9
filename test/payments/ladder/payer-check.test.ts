import { expect, test } from 'vitest';
import { claimBooks, remittance } from '#test/claim-books';
import {
  isLikelyPayer,
  isPossiblePayer,
  isSurePayer,
  payerEvidence,
  payerReason,
  payerStanding,
} from '../../../src/payments/ladder/payer-check.ts';

const customer = { number: 'A', name: 'Bjørn Østergaard', isClosed: false };
const books = claimBooks({
  payers: {
    OURS: [{ customerNumber: 'A' }],
    SHARED: [{ customerNumber: 'A' }, { customerNumber: 'B' }],
    THEIRS: [{ customerNumber: 'B' }, { customerNumber: 'C' }],
    UNDONE: [{ customerNumber: 'A', wasUndone: true }, { customerNumber: 'B' }],
    THEIRSUNDONE: [{ customerNumber: 'A' }, { customerNumber: 'B', wasUndone: true }],
    ONLYUNDONE: [{ customerNumber: 'B', wasUndone: true }],
    NEVER: [{ customerNumber: 'A', times: 0 }],
  },
});

test.each`
  what                                                      | account           | name                  | standing
  ${'paid for him only'}                                    | ${'OURS'}         | ${''}                 | ${'known'}
  ${'paid for him only, under whatever name'}               | ${'OURS'}         | ${'Ewa Nowak'}        | ${'known'}
  ${'paid for him and for another'}                         | ${'SHARED'}       | ${'Bjørn Østergaard'} | ${'shared'}
  ${'paid for others only'}                                 | ${'THEIRS'}       | ${''}                 | ${'other'}
  ${'paid for others only, though the name is his'}         | ${'THEIRS'}       | ${'Bjørn Østergaard'} | ${'other'}
  ${'a person undid it for him'}                            | ${'UNDONE'}       | ${'Bjørn Østergaard'} | ${'undone'}
  ${'a person undid it for the other'}                      | ${'THEIRSUNDONE'} | ${''}                 | ${'known'}
  ${'a person undid all it ever paid, and the name is his'} | ${'ONLYUNDONE'}   | ${'Bjørn Østergaard'} | ${'named'}
  ${'a history that counts no payment'}                     | ${'NEVER'}        | ${''}                 | ${'unnamed'}
  ${'an unknown account, and his name in capitals'}         | ${'NEW'}          | ${'BJØRN ØSTERGAARD'} | ${'named'}
  ${'no account, and his name'}                             | ${''}             | ${'Bjørn Østergaard'} | ${'named'}
  ${'nothing told'}                                         | ${''}             | ${''}                 | ${'unnamed'}
  ${'an unknown account and no name'}                       | ${'NEW'}          | ${''}                 | ${'unnamed'}
  ${'an unknown account and another name'}                  | ${'NEW'}          | ${'Ewa Nowak'}        | ${'stranger'}
  ${'another person of his surname'}                        | ${''}             | ${'Anna Østergaard'}  | ${'stranger'}
`('a payer is $standing: $what', ({ account, name, standing }) => {
  const payment = remittance({ payerAccount: account, payerName: name });
  expect(payerStanding(payment, customer, books)).toBe(standing);
});

test.each`
  standing      | sure     | likely   | possible
  ${'known'}    | ${true}  | ${true}  | ${true}
  ${'named'}    | ${true}  | ${true}  | ${true}
  ${'shared'}   | ${false} | ${true}  | ${true}
  ${'unnamed'}  | ${false} | ${false} | ${true}
  ${'other'}    | ${false} | ${false} | ${false}
  ${'stranger'} | ${false} | ${false} | ${false}
  ${'undone'}   | ${false} | ${false} | ${false}
`('a payer who is $standing is sure: $sure, likely: $likely, possible: $possible', (row) => {
  const { standing, sure, likely, possible } = row;
  expect([isSurePayer(standing), isLikelyPayer(standing), isPossiblePayer(standing)]).toEqual([sure, likely, possible]);
});

test('what is not enough is told with its account or name', () => {
  const payment = remittance({ payerAccount: 'THEIRS', payerName: 'Ewa Nowak' });
  const reasonFor = (standing: 'other' | 'stranger' | 'undone' | 'unnamed' | 'shared') =>
    payerReason(standing, payment, 'A', books);
  expect(reasonFor('other')).toEqual({ code: 'PAYER_IS_ANOTHER', account: 'THEIRS', customers: ['B', 'C'] });
  expect(reasonFor('shared')).toMatchObject({ code: 'PAYER_PAYS_FOR_SEVERAL' });
  expect(reasonFor('stranger')).toEqual({ code: 'PAYER_IS_A_STRANGER', name: 'Ewa Nowak', customerNumber: 'A' });
  expect(reasonFor('undone')).toEqual({ code: 'PAYER_WAS_UNDONE', account: 'THEIRS', customerNumber: 'A' });
  expect(reasonFor('unnamed')).toEqual({ code: 'PAYER_UNTOLD', customerNumber: 'A' });
});

test('evidence names what was compared, and what we have where it differs', () => {
  const of = (account: string, name: string) => {
    const payment = remittance({ payerAccount: account, payerName: name });
    return payerEvidence(payerStanding(payment, customer, books), payment, customer, books);
  };
  expect(of('OURS', '')).toEqual([{ what: 'payer account', said: 'OURS', agrees: true }]);
  expect(of('SHARED', '')).toEqual([{ what: 'payer account', said: 'SHARED', ours: 'A, B', agrees: true }]);
  expect(of('THEIRS', '')).toEqual([{ what: 'payer account', said: 'THEIRS', ours: 'B, C', agrees: false }]);
  expect(of('', customer.name)).toEqual([{ what: 'payer name', said: customer.name, agrees: true }]);
  expect(of('', 'Ewa Nowak')).toEqual([{ what: 'payer name', said: 'Ewa Nowak', ours: customer.name, agrees: false }]);
  expect(of('', '')).toEqual([]);
});
