import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { actOnException } from '#exceptions';
import { paymentHandlers, undoMatchOf } from '#payments';
import { controlTotals, postingHandlers } from '#posting';
import { replayAll } from '#test/replay-all';
import { companyId, march, type MadeLine } from './books.ts';
import { by, rehearsedOffice, type RehearsedOffice, today } from './rehearsed-office.ts';

/** A person undoes a match after it was posted: Business Central takes it back, once, and the money is posted anew. */
let office: RehearsedOffice;
beforeAll(async () => void (office = await rehearsedOffice()));
afterAll(() => office.close());

/** Whatever happened: the books tie, and every state is the fold of its events. */
afterEach(async () => {
  const totals = await controlTotals(office.database.db, { companyId });
  expect(totals.currencies.flatMap(({ ties }) => ties.filter(({ ok }) => !ok).map(({ explain }) => explain))).toEqual(
    [],
  );
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

const undo = (paymentId: number) =>
  undoMatchOf({ paymentId, reason: 'it was for somebody else' }, { database: office.database, moment: today, by });

const handlers = { ...paymentHandlers, ...postingHandlers };

async function act(
  subjectId: number,
  command: { readonly action: 'assign' | 'retry' | 'dismiss'; readonly target?: object; readonly reason?: string },
) {
  const { rows } = await sql<{ id: number }>`
    select id from exception where subject_id = ${subjectId} and state = 'open' order by id desc`.execute(
    office.database.db,
  );
  return actOnException(
    { exceptionId: rows[0]?.id ?? 0, reason: 'because', ...command },
    { database: office.database, moment: today, by, handlers },
  );
}

async function paid(
  minor = 10_000,
): Promise<{ readonly line: MadeLine; readonly customer: string; paymentId: number }> {
  const [customer = ''] = await office.customers(1);
  const line = await office.line([office.invoice(customer, { minor })]);
  const paymentId = await office.pay({ line });
  await office.proposeAndPost();
  return { line, customer, paymentId };
}

test('what was undone is taken back in Business Central, and matched again it goes under the next revision', async () => {
  const { customer, paymentId } = await paid();
  expect(office.openOf(customer)).toEqual([]);
  expect(await undo(paymentId)).toMatchObject({ ok: true, value: { isPosted: true } });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 1, left: 0 });
  expect(office.openOf(customer)).toEqual([10_000]);
  expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed reversed', 'reversal confirmed']);

  const [other = ''] = await office.customers(1);
  const entry = office.invoice(other, { minor: 10_000 });
  await office.line([entry]);
  const { rows } = await sql<{ id: number }>`select id from claim where entry_number = ${entry.entryNumber}`.execute(
    office.database.db,
  );
  const target = { customerNumber: other, claimIds: rows.map(({ id }) => id) };
  expect(await act(paymentId, { action: 'assign', target })).toMatchObject({ ok: true });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 1, refused: 0, left: 0 });
  expect([office.openOf(customer), office.openOf(other)]).toEqual([[10_000], []]);
  const keys = await office.database.db
    .selectFrom('posting')
    .select('idempotency_key')
    .where('payment_id', '=', paymentId)
    .orderBy('id')
    .execute();
  const [first] = keys.map(({ idempotency_key: key }) => key);
  expect(keys.map(({ idempotency_key: key }) => key)).toEqual([first, `${first}:u`, `${first}:r2`]);
});

test('undone and matched again before anything was taken back: what is posted stays, when it comes to the same', async () => {
  const { line, paymentId } = await paid();
  await undo(paymentId);
  const target = { lineReference: line.reference };
  expect(await act(paymentId, { action: 'assign', target })).toMatchObject({ ok: true });
  expect(await office.propose()).toMatchObject({ proposed: 0 });
  expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed']);
  // It is the new allocations that it stands for now: they can be undone in their turn.
  await undo(paymentId);
  await office.proposeAndPost();
  expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed reversed', 'reversal confirmed']);
});

test('matched elsewhere at once, the new posting waits until the old one is taken back', async () => {
  const { customer, paymentId } = await paid();
  await undo(paymentId);
  expect(await act(paymentId, { action: 'assign', target: { customerNumber: customer } })).toMatchObject({ ok: true });
  const [other = ''] = await office.customers(1);
  await undo(paymentId);
  expect(await act(paymentId, { action: 'assign', target: { customerNumber: other } })).toMatchObject({ ok: true });
  expect(await office.propose()).toMatchObject({ proposed: 1 });
  expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed', 'reversal proposed']);
  await office.post();
  await office.proposeAndPost();
  expect(await office.kindsOf(paymentId)).toEqual([
    'payment confirmed reversed',
    'reversal confirmed',
    'payment confirmed',
  ]);
  expect([office.openOf(customer), office.openOf(other)]).toEqual([[10_000], [-10_000]]);
});

test('undone before it left, it never leaves', async () => {
  const [customer = ''] = await office.customers(1);
  const line = await office.line([office.invoice(customer, { minor: 7_500 })]);
  const paymentId = await office.pay({ line });
  await office.propose();
  await undo(paymentId);
  expect(await office.post()).toMatchObject({ posted: 0, left: 0 });
  expect(office.openOf(customer)).toEqual([7_500]);
  expect(await office.kindsOf(paymentId)).toEqual([expect.stringMatching(/^payment failed/)]);
  expect(await act(paymentId, { action: 'assign', target: { lineReference: line.reference } })).toMatchObject({
    ok: true,
  });
  await office.proposeAndPost();
  expect(office.openOf(customer)).toEqual([]);
});

test('a reversal that Business Central refuses waits for a person, and goes when the cause is gone', async () => {
  const { customer, paymentId } = await paid();
  await undo(paymentId);
  await office.propose();
  office.world.control.setPostingRange(march(11), null);
  expect(await office.post()).toMatchObject({ posted: 0, refused: 1 });
  office.world.control.setPostingRange(null, null);
  expect(await office.openCodes()).toContain('POSTING_REFUSED');
  expect(await office.propose()).toMatchObject({ proposed: 0 });
  const { rows } = await sql<{ id: number }>`
    select id from posting where payment_id = ${paymentId} and kind = 'reversal'`.execute(office.database.db);
  const assigned = await act(rows[0]?.id ?? 0, { action: 'assign', target: { customerNumber: customer } });
  expect(assigned).toMatchObject({ ok: false });
  expect(await act(rows[0]?.id ?? 0, { action: 'retry' })).toMatchObject({ ok: true });
  expect(await office.post()).toMatchObject({ posted: 1 });
  expect(office.openOf(customer)).toEqual([10_000]);
});

test('a payment to two customers is two postings; undone, both are taken back; charged back, both', async () => {
  for (const end of ['undone', 'charged back'] as const) {
    const [one = '', two = ''] = await office.customers(2);
    const line = await office.line([office.invoice(one, { minor: 6_000 })]);
    const second = await office.line([office.invoice(two, { minor: 4_000 })]);
    const [a, b] = [line.claims[0]?.id ?? 0, second.claims[0]?.id ?? 0];
    const allocations = [
      { claimId: a, minor: 6_000 },
      { claimId: b, minor: 4_000, customer: two },
    ];
    const paymentId = await office.pay({ line, effect: 10_000, allocations });
    await office.proposeAndPost();
    expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed', 'payment confirmed']);
    expect([office.openOf(one), office.openOf(two)]).toEqual([[], []]);
    if (end === 'undone') await undo(paymentId);
    else {
      const back = allocations.map((share) => ({ ...share, minor: -share.minor }));
      await office.pay({ line, kind: 'chargedBack', effect: -10_000, reversesId: paymentId, allocations: back });
    }
    expect(await office.proposeAndPost()).toMatchObject({ posted: 2, refused: 0, left: 0 });
    expect([office.openOf(one), office.openOf(two)]).toEqual([[6_000], [4_000]]);
  }
});
