import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { undoMatchOf } from '#payments';
import { controlTotals } from '#posting';
import { replayAll } from '#test/replay-all';
import { companyId } from './books.ts';
import { mortal } from './office.ts';
import { by, rehearsedOffice, type RehearsedOffice, today } from './rehearsed-office.ts';

/**
 * The process ends anywhere on the way of a payment to two customers with a small difference, of its undoing, of its
 * charge back, and of a refund: run again, everything is in Business Central once, and the books say so.
 */
let office: RehearsedOffice;
beforeAll(async () => void (office = await rehearsedOffice({ writeOffAccount: '9150' })));
afterAll(() => office.close());

interface End {
  readonly what: string;
  /** Which call to Business Central it is that ends the process, counted from 0. */
  readonly call: number;
  readonly when: 'before it arrives' | 'after it was done';
}

/** The first call, and the last of three. */
const ends: readonly End[] = [0, 2].flatMap((call) =>
  (['before it arrives', 'after it was done'] as const).map((when) => ({ what: `call ${call} ${when}`, call, when })),
);

/** Proposes and posts with a process that ends as said, then with one that does not. */
async function postThrough({ call, when }: End): Promise<void> {
  await office.propose();
  const doomed = mortal(office.database);
  let calls = 0;
  const postPayment: RehearsedOffice['bc']['postPayment'] = async (...given) => {
    const isLast = calls++ === call;
    if (isLast && when === 'before it arrives') doomed.kill();
    if (isLast && when === 'before it arrives') throw new Error('the process ended');
    const answer = await office.bc.postPayment(...given);
    if (isLast) doomed.kill();
    return answer;
  };
  await office.post({ database: doomed.database, bc: { ...office.bc, postPayment } }).catch(() => undefined);
  await office.proposeAndPost();
}

async function standing(paymentId: number): Promise<readonly string[]> {
  const kinds = await office.kindsOf(paymentId);
  return [...kinds].sort();
}

async function paid(): Promise<{
  one: string;
  two: string;
  paymentId: number;
  told: Parameters<typeof office.pay>[0];
}> {
  const [one = '', two = ''] = await office.customers(2);
  const line = await office.line([office.invoice(one, { minor: 6_000 })]);
  const second = await office.line([office.invoice(two, { minor: 4_000 })]);
  const allocations = [
    { claimId: line.claims[0]?.id ?? 0, minor: 5_990, writeOff: 10, customer: one },
    { claimId: second.claims[0]?.id ?? 0, minor: 4_000, customer: two },
  ];
  const told = { line, effect: 9_990, allocations, isWithoutLine: true };
  return { one, two, told, paymentId: await office.pay(told) };
}

test.each(ends)('a payment to two customers with a small difference, ended at $what', async (end) => {
  const { one, two, paymentId } = await paid();
  const before = office.world.books();
  await postThrough(end);
  expect([office.openOf(one), office.openOf(two)]).toEqual([[], []]);
  expect(await standing(paymentId)).toEqual(['payment confirmed', 'payment confirmed', 'writeOff confirmed']);
  const after = office.world.books();
  expect(after.paymentsPosted.count - before.paymentsPosted.count).toBe(2);
  expect(after.writeOffsPosted.count - before.writeOffsPosted.count).toBe(1);
});

test.each(ends)('its undoing, ended at $what', async (end) => {
  const { one, two, paymentId } = await paid();
  await office.proposeAndPost();
  const undone = await undoMatchOf({ paymentId, reason: 'wrong' }, { database: office.database, moment: today, by });
  expect(undone).toMatchObject({ ok: true });
  const before = office.world.books();
  await postThrough(end);
  expect([office.openOf(one), office.openOf(two)]).toEqual([[6_000], [4_000]]);
  expect(await standing(paymentId)).toEqual([
    'payment confirmed reversed',
    'payment confirmed reversed',
    'reversal confirmed',
    'reversal confirmed',
    'reversal confirmed',
    'writeOff confirmed reversed',
  ]);
  expect(office.world.books().returnsPosted.count - before.returnsPosted.count).toBe(3);
});

test.each(ends)('its charge back, ended at $what', async (end) => {
  const { one, two, paymentId, told } = await paid();
  await office.proposeAndPost();
  const back = told.allocations?.map((share) => ({
    ...share,
    minor: -share.minor,
    writeOff: -(share.writeOff ?? 0),
  }));
  await office.pay({ ...told, kind: 'chargedBack', effect: -9_990, reversesId: paymentId, allocations: back ?? [] });
  const before = office.world.books();
  await postThrough(end);
  expect([office.openOf(one), office.openOf(two)]).toEqual([[6_000], [4_000]]);
  expect(office.world.books().returnsPosted.count - before.returnsPosted.count).toBe(3);
});

test.each(ends.slice(0, 2))('a refund, ended at $what', async (end) => {
  const [customer = ''] = await office.customers(1);
  const line = await office.line([office.invoice(customer, { minor: 1 })]);
  const allocations = [{ claimId: null, minor: 3_000, customer }];
  const paymentId = await office.pay({ line, effect: 3_000, allocations, isWithoutLine: true });
  await office.proposeAndPost();
  const { db } = office.database;
  await sql`insert into refund_order (company_id, payment_id, customer_number, amount_minor, currency, payer_account,
      payer_name, reason, state, proposed_by, proposed_at)
    values (${companyId}, ${paymentId}, ${customer}, 2_000, 'DKK', '', '', 'paid twice', 'approved', 'Anna', now())`.execute(
    db,
  );
  await sql`insert into event (company_id, stream, stream_id, type, patch, done_by, at)
    select company_id, 'refund_order', id, 'approve', to_jsonb(o), 'Anna', now() from refund_order o
    order by id desc limit 1`.execute(db);
  await postThrough(end);
  expect([...office.openOf(customer)].sort((a, b) => a - b)).toEqual([-1_000, 1]);
  expect(await standing(paymentId)).toEqual(['payment confirmed', 'refund confirmed']);
});

test('after all of it the books tie, and every state is the fold of its events', async () => {
  const totals = await controlTotals(office.database.db, { companyId });
  expect(totals.currencies.flatMap(({ ties }) => ties.filter(({ ok }) => !ok).map(({ explain }) => explain))).toEqual(
    [],
  );
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});
