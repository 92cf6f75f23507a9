import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from 'kysely';
import { actOnException, openExceptions } from '#exceptions';
import { momentOf, problem } from '#kernel';
import { paymentHandlers } from '#payments';
import { updateWithEvents } from '#store';
import { actor, moment, openWorld, type World } from './world.ts';
import { delivery0602, type Told } from './write-0602.ts';

let world: World;
let files = 0;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await world.expectSoundBooks();
  await world.database.close();
});

async function tell(...told: readonly Told[]) {
  files += 1;
  const { fileId } = await world.receive(delivery0602(told, { deliveryNumber: String(files) }), `D${files}.BS1`);
  return (await world.payments()).filter((payment) => payment.file_id === fileId);
}

const paymentOf = (id: number) =>
  world.db.selectFrom('payment').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const allocationsOf = async (id: number) =>
  (await world.allocations()).filter((one) => one.payment_id === id).map((one) => [one.claim_id, one.amount_minor]);
const exceptionOf = async (paymentId: number) => {
  const found = (await world.exceptions()).filter((one) => one.subject === 'payment' && one.subject_id === paymentId);
  return found.at(-1)?.id ?? 0;
};

async function act(
  paymentId: number,
  action: 'assign' | 'dismiss' | 'retry',
  rest: { target?: unknown; reason?: string } = {},
) {
  const exceptionId = await exceptionOf(paymentId);
  return actOnException(
    { exceptionId, action, reason: rest.reason ?? 'the customer said so', target: rest.target },
    { ...world.parts, by: 'Karen', handlers: paymentHandlers },
  );
}

test('money of another amount is assigned to its line: the claims first, in order, the rest stays open', async () => {
  const line = await world.addLine({ customer: 'A1', shares: [60_00, 40_00] });
  const [payment] = await tell({
    customer: 'A1',
    reference: line.reference,
    asked: 100_00,
    actual: 70_00,
    means: 'slip',
  });
  const id = payment?.id ?? 0;
  const done = await act(id, 'assign', { target: { lineReference: line.reference } });
  expect(done).toMatchObject({
    ok: true,
    value: { wasDoneBefore: false, exception: { state: 'solved', acted: { by: 'Karen', action: 'assign' } } },
  });
  expect(await allocationsOf(id)).toEqual([
    [line.claimIds[0], 60_00],
    [line.claimIds[1], 10_00],
  ]);
  expect(await world.line(line.id)).toMatchObject({ state: 'paid', paid_minor: 70_00 });
  const [kept] = (await world.allocations()).filter((one) => one.payment_id === id);
  expect(kept).toMatchObject({
    rung: 'a person',
    explanation: { evidence: [{ said: 'Karen', ours: 'the customer said so' }, {}] },
  });
});

test('the same assignment twice has one effect, and another action on a closed one is refused', async () => {
  const line = await world.addLine({ customer: 'A2', shares: [10_00] });
  const [payment] = await tell({ customer: 'A2', reference: line.reference, asked: 12_00 });
  const id = payment?.id ?? 0;
  const target = { lineReference: line.reference };
  await act(id, 'assign', { target });
  const again = await act(id, 'assign', { target });
  expect(again).toMatchObject({ ok: true, value: { wasDoneBefore: true, exception: { acted: { by: 'Karen' } } } });
  expect(await allocationsOf(id)).toEqual([
    [line.claimIds[0], 10_00],
    [null, 2_00],
  ]);
  const other = await act(id, 'dismiss');
  expect(other).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED_IN_STATE' } });
  expect((await paymentOf(id)).state).toBe('matched');
});

test('two people at once: one assigns, the other learns that it was done', async () => {
  const line = await world.addLine({ customer: 'A3', shares: [10_00] });
  const [payment] = await tell({ customer: 'A3', reference: line.reference, asked: 11_00 });
  const id = payment?.id ?? 0;
  const target = { lineReference: line.reference };
  const done = await Promise.all([act(id, 'assign', { target }), act(id, 'assign', { target })]);
  expect(done.map((one) => one.ok && one.value.wasDoneBefore)).toEqual(expect.arrayContaining([false, true]));
  expect(await allocationsOf(id)).toEqual([
    [line.claimIds[0], 10_00],
    [null, 1_00],
  ]);
});

test('money of a customer nobody knew is assigned to a customer, oldest claim first, the rest on account', async () => {
  await world.addCustomer('A4');
  const late = await world.addClaim('A4', 30_00, '2026-03-01');
  const early = await world.addClaim('A4', 20_00, '2026-01-01');
  const credit = await world.addClaim('A4', -5_00, '2025-12-01');
  const [payment] = await tell({ customer: 'A4X', asked: 60_00, means: 'slip' });
  const id = payment?.id ?? 0;
  expect(await act(id, 'assign', { target: { customerNumber: '000A4' } })).toMatchObject({ ok: true });
  expect(await allocationsOf(id)).toEqual([
    [early, 20_00],
    [late, 30_00],
    [null, 10_00],
  ]);
  // What waits to be posted counts: the next payment finds these claims taken. A named credit memo is used up.
  const [second] = await tell({ customer: 'A4X', asked: 61_00, means: 'slip' });
  expect(await act(second?.id ?? 0, 'assign', { target: { customerNumber: 'A4', claimIds: [credit] } })).toMatchObject({
    ok: true,
  });
  expect(await allocationsOf(second?.id ?? 0)).toEqual([
    [credit, -5_00],
    [null, 66_00],
  ]);
});

test('claims may be named by document number; one that is not open is refused, and nothing is changed', async () => {
  await world.addCustomer('A5');
  const claim = await world.addClaim('A5', 30_00);
  const { document_number: document } = await world.db
    .selectFrom('claim')
    .selectAll()
    .where('id', '=', claim)
    .executeTakeFirstOrThrow();
  const [payment] = await tell({ customer: 'A5X', asked: 30_00, means: 'slip' });
  const id = payment?.id ?? 0;
  const wrong = await act(id, 'assign', { target: { customerNumber: 'A5', documentNumbers: ['FA-nope'] } });
  expect(wrong).toMatchObject({ ok: false, error: { code: 'NOT_FOUND', context: { id: 'FA-nope' } } });
  expect([
    (await paymentOf(id)).state,
    (await world.exceptions()).find((one) => one.subject_id === id && one.subject === 'payment')?.state,
  ]).toEqual(['parked', 'open']);
  expect(await act(id, 'assign', { target: { customerNumber: 'A5', documentNumbers: [document] } })).toMatchObject({
    ok: true,
  });
  expect(await allocationsOf(id)).toEqual([[claim, 30_00]]);
});

test.each`
  what                       | target                     | code
  ${'no target'}             | ${undefined}               | ${'INPUT_WRONG'}
  ${'a target with a typo'}  | ${{ lineReferense: 'T1' }} | ${'INPUT_WRONG'}
  ${'a line nobody has'}     | ${{ lineReference: 'T9' }} | ${'NOT_FOUND'}
  ${'a customer nobody has'} | ${{ customerNumber: 'Z' }} | ${'NOT_FOUND'}
  ${'a payment'}             | ${{ paymentId: 1 }}        | ${'INPUT_WRONG'}
`('an assignment to $what is refused and leaves everything as it is', async ({ target, code }) => {
  const [payment] = await tell({ customer: 'Q1', asked: 10_00 });
  const done = await act(payment?.id ?? 0, 'assign', { target });
  expect(done).toMatchObject({ ok: false, error: { code } });
  expect((await paymentOf(payment?.id ?? 0)).state).toBe('parked');
});

test('money for a paid line goes on the account of its customer, and the line stays as it was', async () => {
  const line = await world.addLine({ customer: 'A6', shares: [10_00] });
  const told = { customer: 'A6', reference: line.reference, asked: 10_00, means: 'slip' as const };
  const [, second] = await tell({ ...told, archiveReference: 'A' }, { ...told, archiveReference: 'B' });
  const id = second?.id ?? 0;
  expect(await act(id, 'assign', { target: { lineReference: line.reference } })).toMatchObject({
    ok: true,
    value: { effect: { lineId: null } },
  });
  expect(await allocationsOf(id)).toEqual([[null, 10_00]]);
  // The charge back finds the payment that paid the line, not the one on account.
  const [back] = await tell({ ...told, code: 'chargedBack', archiveReference: 'A' });
  expect(back).toMatchObject({ state: 'matched', line_id: line.id });
  expect(back?.reverses_id).not.toBe(id);
});

test('money for a withdrawn line is given to the claims that it meant', async () => {
  const line = await world.addLine({ customer: 'A7', shares: [10_00], state: 'withdrawn' });
  const [payment] = await tell({ customer: 'A7', reference: line.reference, asked: 10_00 });
  await act(payment?.id ?? 0, 'assign', { target: { lineReference: line.reference } });
  expect(await allocationsOf(payment?.id ?? 0)).toEqual([[line.claimIds[0], 10_00]]);
  expect((await world.line(line.id)).state).toBe('withdrawn');
});

test('a charge back that is unclear is told which payment it takes back', async () => {
  const line = await world.addLine({ customer: 'A8', shares: [10_00] });
  const told = { customer: 'A8', reference: line.reference, asked: 10_00, means: 'slip' as const };
  const [paid] = await tell({ ...told, archiveReference: 'A' }, { ...told, archiveReference: 'B' });
  const [back] = await tell({ ...told, code: 'chargedBack', archiveReference: 'C' });
  const id = back?.id ?? 0;
  expect(await act(id, 'assign', { target: { customerNumber: 'A8' } })).toMatchObject({
    ok: false,
    error: { code: 'INPUT_WRONG' },
  });
  expect(await act(id, 'assign', { target: { paymentId: 999_999 } })).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
  expect(await act(id, 'assign', { target: { paymentId: paid?.id } })).toMatchObject({ ok: true });
  expect(await paymentOf(id)).toMatchObject({ state: 'matched', reverses_id: paid?.id, line_id: line.id });
  expect(await allocationsOf(id)).toEqual([[line.claimIds[0], -10_00]]);
  expect((await world.line(line.id)).state).toBe('chargedBack');
});

test('a rejection with the wrong reference is assigned to the line that it means', async () => {
  const wrong = await world.addLine({ customer: 'A9', shares: [10_00] });
  const right = await world.addLine({ customer: 'A10', shares: [10_00] });
  const [payment] = await tell({ customer: 'A10', reference: wrong.reference, asked: 10_00, code: 'rejected' });
  expect(payment?.state).toBe('parked');
  expect(await act(payment?.id ?? 0, 'assign', { target: { customerNumber: 'A10' } })).toMatchObject({ ok: false });
  expect(await act(payment?.id ?? 0, 'assign', { target: { lineReference: right.reference } })).toMatchObject({
    ok: true,
  });
  expect([(await paymentOf(payment?.id ?? 0)).state, (await world.line(right.id)).state]).toEqual([
    'noted',
    'rejected',
  ]);
});

test('a retry after the cause is gone settles the payment; a retry that meets it again leaves it open', async () => {
  const [payment] = await tell({ customer: 'A11', asked: 10_00 });
  const id = payment?.id ?? 0;
  const vain = await act(id, 'retry');
  expect(vain).toMatchObject({
    ok: true,
    value: { exception: { state: 'open', code: 'UNKNOWN_CUSTOMER' }, effect: { parked: 1 } },
  });
  await world.addCustomer('A11');
  const nearer = await act(id, 'retry');
  expect(nearer).toMatchObject({ ok: true, value: { exception: { state: 'solved' } } });
  const open = (await world.exceptions()).filter(
    (one) => one.subject === 'payment' && one.subject_id === id && one.state === 'open',
  );
  expect(open.map((one) => one.code)).toEqual(['NO_COLLECTION']);
  const line = await world.addLine({ customer: 'A11', shares: [10_00] });
  expect(await act(id, 'retry')).toMatchObject({ ok: true, value: { effect: { matched: 1 } } });
  expect(await act(id, 'retry')).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
  expect(await paymentOf(id)).toMatchObject({ state: 'matched', line_id: line.id });
  expect(await allocationsOf(id)).toEqual([[line.claimIds[0], 10_00]]);
});

test('a dismissal needs a reason, keeps it, and is never undone by the machine', async () => {
  const [payment] = await tell({ customer: 'A12', asked: 10_00 });
  const id = payment?.id ?? 0;
  expect(await act(id, 'dismiss', { reason: '  ' })).toMatchObject({
    ok: false,
    error: { code: 'INPUT_WRONG', context: { field: 'reason' } },
  });
  expect(await act(id, 'dismiss', { reason: 'paid back by hand' })).toMatchObject({
    ok: true,
    value: { exception: { state: 'dismissed', acted: { reason: 'paid back by hand', by: 'Karen', at: moment.at } } },
  });
  expect(await act(id, 'dismiss', { reason: 'paid back by hand' })).toMatchObject({
    ok: true,
    value: { wasDoneBefore: true },
  });
  expect(await act(id, 'retry')).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED_IN_STATE' } });
  expect(await paymentOf(id)).toMatchObject({ state: 'dismissed' });
  expect(await allocationsOf(id)).toEqual([]);
});

test('a charge back that a person dismissed keeps a late payment from counting as paid', async () => {
  const line = await world.addLine({ customer: 'A13', shares: [10_00] });
  const told = { customer: 'A13', reference: line.reference, asked: 10_00 };
  const [back] = await tell({ ...told, code: 'chargedBack' });
  await act(back?.id ?? 0, 'dismiss', { reason: 'settled with the bank' });
  const [late] = await tell(told);
  expect(late?.state).toBe('parked');
  expect((await world.line(line.id)).state).toBe('chargedBack');
});

/** As the posting room parks a payment that Business Central refused: its allocations stand. */
async function refusePosting(paymentId: number): Promise<void> {
  await updateWithEvents(world.db, 'payment', { state: 'parked' }, sql`r.id = ${paymentId}`, 'park', actor);
  const refused = problem('POSTING_NOT_POSSIBLE', {
    reference: '',
    customerNumber: 'A14',
    minor: 10_00,
    why: 'a test',
  });
  await openExceptions(world.db, 1, [{ problem: refused, subject: 'payment', subjectId: paymentId }], actor);
}

test('a payment whose posting was refused goes on as it is by a retry, and elsewhere by an assignment', async () => {
  const line = await world.addLine({ customer: 'A14', shares: [10_00] });
  const claim = await world.addClaim('A14', 30_00);
  const [payment] = await tell({ customer: 'A14', reference: line.reference, asked: 10_00 });
  const id = payment?.id ?? 0;
  await refusePosting(id);
  expect(await act(id, 'retry')).toMatchObject({ ok: true, value: { effect: { matched: 1 } } });
  expect(await allocationsOf(id)).toEqual([[line.claimIds[0], 10_00]]);
  expect(await world.line(line.id)).toMatchObject({ state: 'paid', paid_minor: 10_00 });
  await refusePosting(id);
  const target = { customerNumber: 'A14', claimIds: [claim] };
  expect(await act(id, 'assign', { target })).toMatchObject({ ok: true });
  expect(await allocationsOf(id)).toEqual([[claim, 10_00]]);
  expect(await world.line(line.id)).toMatchObject({ state: 'acknowledged', paid_minor: 0 });
});

test('a payment that was posted by hand is dismissed, and its line stays paid', async () => {
  const line = await world.addLine({ customer: 'A16', shares: [10_00] });
  const [payment] = await tell({ customer: 'A16', reference: line.reference, asked: 10_00 });
  await refusePosting(payment?.id ?? 0);
  await act(payment?.id ?? 0, 'dismiss', { reason: 'posted by hand' });
  expect((await paymentOf(payment?.id ?? 0)).state).toBe('dismissed');
  expect(await world.line(line.id)).toMatchObject({ state: 'paid', paid_minor: 10_00 });
});

test('a quarantined file is taken in again when a person asks', async () => {
  const bytes = delivery0602([{ customer: 'A15', asked: 1 }], { deliveryNumber: '900', wrongBy: 5 });
  const { fileId } = await world.receive(bytes, 'D900.BS1');
  const exceptionId =
    (await world.exceptions()).find((one) => one.subject === 'file' && one.subject_id === fileId)?.id ?? 0;
  const command = { exceptionId, action: 'retry' as const };
  const parts = { ...world.parts, handlers: paymentHandlers };
  expect(await actOnException(command, parts)).toMatchObject({ ok: true, value: { exception: { state: 'solved' } } });
  const work = await world.db
    .selectFrom('outbox')
    .selectAll()
    .where('type', '=', 'ingest-file')
    .where('dedupe_key', 'like', `ingest-file:${fileId}:%`)
    .execute();
  expect(work.length).toBe(1);
  // Its totals are as wrong as before: the entry is open again, and may be tried again later.
  const again = await world.receive(bytes, 'D900.BS1');
  expect([again.outcome, again.ingested]).toEqual(['same', 'quarantined']);
  const later = momentOf(new Date(moment.at.getTime() + 60_000));
  expect(await actOnException(command, { ...parts, moment: later })).toMatchObject({
    ok: true,
    value: { wasDoneBefore: false },
  });
  await world.receive(bytes, 'D900.BS1');
});
