import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ibanOf, type LadderWorld, openLadderWorld } from './ladder-world.ts';
import type { Transfer } from './transfers.ts';

let world: LadderWorld;
beforeAll(async () => {
  world = await openLadderWorld();
});
afterAll(async () => {
  await world.expectSound();
  await world.close();
});

let next = 0;
/** A customer of his own with one claim, and the transfer that pays it. */
async function paying(transfer: Partial<Transfer> = {}) {
  next += 1;
  const [customer, number] = [`K${next}`, `FA-${50_000 + next}`];
  await world.addCustomer(customer, { name: `Handelshuset Nummer ${next}` });
  await world.claimOf(customer, number, 40_000 + next);
  const amount = `${400 + Math.floor(next / 100)}.${String(next % 100).padStart(2, '0')}`;
  const payment = {
    amount,
    name: `Handelshuset Nummer ${next}`,
    texts: [number],
    bankReference: `B${next}`,
    ...transfer,
  };
  const back = `${customer} ${number} ${-40_000 - next}`;
  return { customer, number, payment, back };
}

const returned = { returned: 'AC04' };

test.each`
  what                                | payment                          | back
  ${'our end-to-end reference'}       | ${{ endToEndId: 'E2E-77' }}      | ${{ endToEndId: 'E2E-77', bankReference: 'R1' }}
  ${'the bank’s own reference'}       | ${{ bankReference: 'BANK-900' }} | ${{ bankReference: 'BANK-900' }}
  ${'nothing but account and amount'} | ${{ from: ibanOf(31) }}          | ${{ from: ibanOf(31), bankReference: 'R2' }}
`('a return that names $what takes the transfer back, claim by claim', async ({ payment, back }) => {
  const one = await paying(payment as Partial<Transfer>);
  const [paid] = await world.receive([one.payment]);
  expect(paid?.state).toBe('matched');
  const [taken] = await world.receive([{ ...returned, amount: one.payment.amount, ...(back as Partial<Transfer>) }]);
  expect(taken).toMatchObject({ state: 'matched', code: 'CHARGED_BACK' });
  expect(taken?.went?.map((part) => part.split(' ').slice(0, 3).join(' '))).toEqual([one.back]);
  // The claim is open again, and the same money may pay it once more.
  const [again] = await world.receive([{ ...one.payment, bankReference: `${one.payment.bankReference}-again` }]);
  expect(again?.state).toBe('matched');
});

test('a payment and its return in one file are settled in one go, whichever stands first', async () => {
  const one = await paying({ endToEndId: 'E2E-88' });
  const back = { ...returned, amount: one.payment.amount, endToEndId: 'E2E-88', bankReference: 'R3' };
  const stands = await world.receive([back, one.payment]);
  expect(stands.map(({ state }) => state)).toEqual(['matched', 'matched']);
});

test('a return that comes before its payment waits, and is settled when the payment comes', async () => {
  const one = await paying({ endToEndId: 'E2E-99' });
  const [early] = await world.receive([
    { ...returned, amount: one.payment.amount, endToEndId: 'E2E-99', bankReference: 'R4' },
  ]);
  expect(early).toMatchObject({ state: 'parked', code: 'CHARGED_BACK_WITHOUT_PAYMENT' });
  const [paid] = await world.receive([one.payment]);
  expect(paid?.state).toBe('matched');
  const [now] = await world.standing(sql`p.id = ${early?.id ?? 0}`);
  expect(now).toMatchObject({ state: 'matched', code: 'CHARGED_BACK' });
});

test('a return that could mean either of two payments of one account waits', async () => {
  const from = ibanOf(32);
  const one = await paying({ from });
  await world.claimOf(one.customer, 'FA-60001', 40_000 + next);
  await world.receive([one.payment]);
  await world.receive([{ ...one.payment, texts: ['FA-60001'], bankReference: 'B-second' }]);
  const [unclear] = await world.receive([{ ...returned, amount: one.payment.amount, from, bankReference: 'R5' }]);
  expect(unclear).toMatchObject({ state: 'parked', code: 'CHARGED_BACK_WITHOUT_PAYMENT', went: null });
});

test('a return of another amount, and a second return of the same payment, wait', async () => {
  const one = await paying({ endToEndId: 'E2E-111' });
  await world.receive([one.payment]);
  const back = { ...returned, amount: one.payment.amount, endToEndId: 'E2E-111' };
  const [less] = await world.receive([{ ...back, amount: '1.00', bankReference: 'R6' }]);
  expect(less).toMatchObject({ state: 'parked', code: 'CHARGED_BACK_WITHOUT_PAYMENT' });
  const [first] = await world.receive([{ ...back, bankReference: 'R7' }]);
  expect(first?.state).toBe('matched');
  const [second] = await world.receive([{ ...back, bankReference: 'R8' }]);
  expect(second).toMatchObject({ state: 'parked', code: 'CHARGED_BACK_WITHOUT_PAYMENT' });
});
