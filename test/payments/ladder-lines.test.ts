import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownDate } from '#kernel';
import { camtFile } from './bank-files.ts';
import { type LadderWorld, openLadderWorld } from './ladder-world.ts';

let world: LadderWorld;
beforeAll(async () => {
  world = await openLadderWorld(['sepa', 'bank']);
});
afterAll(async () => {
  await world.expectSound();
  await world.close();
});

/** A customer with a mandate and two claims; the line collects both. */
async function collected(customer: string) {
  await world.addMandate(customer);
  await world.claimOf(customer, `FA-${customer}1`, 30_000, { currency: 'EUR' });
  await world.claimOf(customer, `FA-${customer}2`, 20_000, { currency: 'EUR' });
}

const transferOf = (customer: string) => ({
  amount: '300.00',
  name: `Customer ${customer}`,
  texts: [`FA-${customer}1`],
});

const exceptionsOfLine = async (id: number): Promise<readonly string[]> => {
  const { rows } = await sql<{ code: string }>`
    select code from exception where subject = 'line' and subject_id = ${id} and state = 'open'`.execute(world.db);
  return rows.map(({ code }) => code);
};

test('a line that was not sent yet is withdrawn when a transfer pays its claim; the other claim is free again', async () => {
  await collected('K10001');
  await world.approved('sepa', 'unsent');
  expect((await world.lineOf('K10001')).state).toBe('approved');
  const [paid] = await world.receive([transferOf('K10001')], { currency: 'EUR' });
  expect(paid?.state).toBe('matched');
  const line = await world.lineOf('K10001');
  expect([line.state, await exceptionsOfLine(line.id)]).toEqual(['withdrawn', []]);
  await world.approved('sepa', 'next', knownDate('2026-02-11'));
  const after = await world.lineOf('K10001');
  expect([after.id === line.id, after.amount_minor]).toEqual([false, 20_000]);
  await sql`update claim set is_open = false, remaining_minor = 0 where customer_number = 'K10001'`.execute(world.db);
});

test('a line that is out says so; its money, when it comes all the same, is paid already and posted once', async () => {
  await collected('K20001');
  await world.sent('sepa', 'out');
  const line = await world.lineOf('K20001');
  expect(line.state).toBe('exported');
  const [paid] = await world.receive([transferOf('K20001')], { currency: 'EUR' });
  expect(paid?.went).toEqual(['K20001 FA-K200011 30000 document numbers']);
  expect([(await world.lineOf('K20001')).state, await exceptionsOfLine(line.id)]).toEqual([
    'exported',
    ['CLAIM_PAID_OTHERWISE'],
  ]);
  const debit = camtFile({
    kind: '054',
    id: 'DEBIT',
    entries: [{ amount: '500.00', details: [{ amount: '500.00', reference: line.reference, bankReference: 'D1' }] }],
  });
  const { fileId } = await world.take(Buffer.from(debit), 'debit.xml');
  const [came] = await world.standing(sql`p.file_id = ${fileId}`);
  expect(came).toMatchObject({ state: 'parked', code: 'ALREADY_PAID', went: null });
});
