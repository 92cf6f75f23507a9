import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideAlike, undoMatchOf } from '#payments';
import { insertWithEvents, updateWithEvents } from '#store';
import { type Desk, laterBy, openDesk } from './act-world.ts';
import { actor, moment } from './world.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.world.expectSoundBooks();
  await desk.world.database.close();
});

const undo = (paymentId: number, reason = 'it was another customer', by = 'Karen') =>
  undoMatchOf({ paymentId, reason }, { database: desk.world.database, moment, by });

const paidLine = async (customer: string) => {
  const line = await desk.world.addLine({ customer, shares: [10_00] });
  const [payment] = await desk.tell({ customer, reference: line.reference, asked: 10_00 });
  return { line, id: payment?.id ?? 0 };
};

/** As the posting room would have it. */
const posting = async (paymentId: number, state: 'proposed' | 'sent' | 'confirmed') => {
  const row = {
    company_id: 1,
    payment_id: paymentId,
    kind: 'payment',
    original_id: null,
    idempotency_key: `key-${paymentId}`,
    customer_number: 'U',
    amount_minor: 10_00,
    currency: 'DKK',
    posting_date: '2026-02-02',
    applications: [],
    state: 'proposed',
    attempts: 0,
  };
  const [made] = await insertWithEvents(desk.db, 'posting', [row], 'propose', actor);
  for (const next of state === 'proposed' ? [] : state === 'sent' ? ['sent'] : ['sent', 'confirmed']) {
    await updateWithEvents(desk.db, 'posting', { state: next }, sql`r.id = ${made?.id ?? 0}`, next, actor);
  }
};

test('a match that nobody doubted is taken back: who and why is kept, the line is unpaid, the money waits', async () => {
  const { line, id } = await paidLine('U1');
  const done = await undo(id);
  expect(done).toMatchObject({ ok: true, value: { wasDoneBefore: false, isPosted: false, refundOrderIds: [] } });
  expect(await desk.standing(id)).toEqual([]);
  const kept = await desk.db.selectFrom('allocation').selectAll().where('payment_id', '=', id).execute();
  expect(kept).toMatchObject([
    { is_undone: true, undone_by: 'Karen', undone_reason: 'it was another customer', claim_id: line.claimIds[0] },
  ]);
  expect([await desk.payment(id), await desk.openCodes(id), await desk.world.line(line.id)]).toMatchObject([
    { state: 'parked', line_id: line.id },
    ['MATCH_UNDONE'],
    { state: 'acknowledged', paid_minor: 0 },
  ]);
  const entry = (await desk.world.exceptions()).find((one) => one.payment_id === id && one.code === 'MATCH_UNDONE');
  expect(entry).toMatchObject({
    customer_number: 'U1',
    context: { customerNumber: 'U1', minor: 10_00, undoneBy: 'Karen', why: 'it was another customer' },
  });
});

test('undone twice it is undone once', async () => {
  const { id } = await paidLine('U2');
  const first = await undo(id);
  const second = await undo(id, 'again', 'Lars');
  expect(second).toMatchObject({ ok: true, value: { wasDoneBefore: true, allocationIds: [] } });
  expect(second.ok && first.ok && second.value.exceptionId === first.value.exceptionId).toBe(true);
  const kept = await desk.db.selectFrom('allocation').selectAll().where('payment_id', '=', id).execute();
  expect(kept.map((one) => one.undone_by)).toEqual(['Karen']);
});

test('two persons who undo and assign at once do not both have their way', async () => {
  const { id } = await paidLine('U3');
  const both = await Promise.all([undo(id), undo(id, 'me too', 'Lars'), undo(id, 'and me', 'Mette')]);
  expect(both.filter((one) => one.ok && !one.value.wasDoneBefore).length).toBe(1);
  expect(both.filter((one) => one.ok && one.value.wasDoneBefore).length).toBe(2);
});

test('what a person undid is never matched again by the machine, and goes where a person says', async () => {
  const { line, id } = await paidLine('U4');
  await undo(id);
  // Not by trying again, not by deciding alike, not by another telling of the same money.
  expect(await desk.act(id, 'retry')).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED_IN_STATE' } });
  const commons = [{ what: 'customer number' as const, value: 'U4' }];
  expect(await decideAlike({ companyId: 1, commons }, desk.world.parts)).toEqual({ matched: 0, noted: 0, parked: 0 });
  const [again] = await desk.tell({ customer: 'U4', reference: line.reference, asked: 10_00 });
  expect([again?.state, (await desk.world.line(line.id)).state]).toEqual(['parked', 'acknowledged']);
  expect(await desk.act(id, 'park', { target: { customerNumber: 'U4' } })).toMatchObject({ ok: true });
  expect(await desk.standing(id)).toEqual([['U4', null, 10_00]]);
  // A person may change his mind as often as he likes.
  expect(await undo(id, 'no, back')).toMatchObject({ ok: true, value: { wasDoneBefore: false } });
  expect(await desk.openCodes(id)).toEqual(['MATCH_UNDONE']);
});

test('in the books it is undone all the same, and the answer says that a reversal follows', async () => {
  const { id } = await paidLine('U5');
  await posting(id, 'confirmed');
  expect(await undo(id)).toMatchObject({ ok: true, value: { isPosted: true } });
});

test.each`
  what                          | prepare                                                                                | state
  ${'while it is being posted'} | ${(id: number) => posting(id, 'sent')}                                                 | ${'being posted'}
  ${'that waits already'}       | ${(id: number) => undo(id).then(() => desk.act(id, 'dismiss', { reason: 'by hand' }))} | ${'dismissed'}
`('a payment $what is not undone', async ({ prepare, state }) => {
  const { id } = await paidLine(`U6${String(state).slice(0, 3).toUpperCase()}`);
  await (prepare as (id: number) => Promise<unknown>)(id);
  expect(await undo(id)).toMatchObject({
    ok: false,
    error: { code: 'NOT_ALLOWED_IN_STATE', context: { state: expect.stringContaining(state) } },
  });
});

test('what was taken back, what moved no money, and what nobody knows is not undone; and a reason is asked for', async () => {
  const { line, id } = await paidLine('U7');
  const [back] = await desk.tell({ customer: 'U7', reference: line.reference, asked: 10_00, code: 'chargedBack' });
  expect(await undo(id)).toMatchObject({
    ok: false,
    error: { context: { state: `taken back by payment ${back?.id ?? 0}` } },
  });
  expect(await undo(back?.id ?? 0)).toMatchObject({
    ok: false,
    error: { context: { state: 'no money that came to us' } },
  });
  expect(await undo(999_999)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  const other = await paidLine('U8');
  expect(await undo(other.id, '  ')).toMatchObject({ ok: false, error: { code: 'INPUT_WRONG' } });
});

test('an order to pay it back is withdrawn with it, and keeps it where it is once it is posted', async () => {
  await desk.world.addCustomer('U9');
  const [open, posted] = [await desk.strange('U9X', 10_00), await desk.strange('U9X', 20_00)];
  for (const id of [open, posted]) await desk.act(id, 'refund', { target: { customerNumber: 'U9' } });
  const orders = await desk.refunds();
  const paidBack = sql`r.payment_id = ${posted}`;
  await updateWithEvents(desk.db, 'refund_order', { state: 'posted' }, paidBack, 'post', actor);
  expect(await undo(open)).toMatchObject({
    ok: true,
    value: { refundOrderIds: orders.filter((one) => one.payment_id === open).map(({ id }) => id) },
  });
  expect((await desk.refunds()).map(({ state }) => state)).toEqual(['withdrawn', 'posted']);
  expect(await undo(posted)).toMatchObject({ ok: false, error: { context: { state: 'paid back already' } } });
});

const eventsOf = async (stream: string, ids: readonly number[]) =>
  (
    await sql<{
      n: number;
    }>`select count(*) as n from event where stream = ${stream} and stream_id = any(${ids})`.execute(desk.db)
  ).rows[0]?.n;

test('solving one decides again what hangs on it, says which, and touches nothing else', async () => {
  await desk.decideWhatHangs();
  const wait = { asked: 10_00, due: '2026-02-02' };
  const [first] = await desk.tell({ ...wait, customer: 'H1' });
  const [second] = await desk.tell({ ...wait, customer: 'H1', asked: 25_00 });
  const [taken] = await desk.tell({ ...wait, customer: 'H1', asked: 26_00 });
  const [stranger] = await desk.tell({ ...wait, customer: 'H2' });
  const ids = [first, second, taken, stranger].map((payment) => payment?.id ?? 0);
  const [a = 0, b = 0, c = 0, d = 0] = ids;
  await desk.act(c, 'take', { by: 'Lars' });
  const line = await desk.world.addLine({ customer: 'H1', shares: [25_00] });
  await desk.world.addCustomer('H2');
  const [before, entries] = [await eventsOf('payment', [c, d]), await eventsOf('exception', [await desk.entryOf(d)])];
  const done = await desk.act(a, 'park', { at: laterBy(1) });
  expect(done).toMatchObject({
    ok: true,
    value: { effect: { alike: [{ what: 'customer number', value: 'H1', payments: 1, paymentIds: [b] }] } },
  });
  expect(await desk.decideWhatHangs()).toBe(1);
  expect([await desk.payment(b), await desk.world.line(line.id)]).toMatchObject([
    { state: 'matched', line_id: line.id },
    { state: 'paid' },
  ]);
  expect([await eventsOf('payment', [c, d]), await eventsOf('exception', [await desk.entryOf(d)])]).toEqual([
    before,
    entries,
  ]);
  expect([(await desk.payment(c)).state, (await desk.payment(d)).state]).toEqual(['parked', 'parked']);
});

test('money of the same account or with the same payment id hangs on the same answer', async () => {
  await desk.world.addCustomer('H3');
  const ids = [];
  for (const asked of [11_00, 12_00, 13_00, 14_00]) ids.push(await desk.strange(`H3${asked}`, asked));
  const [a = 0, account = 0, number = 0, neither = 0] = ids;
  const reference = { kind: '71', value: '000000001030105' };
  await desk.tellBank(a, { payerAccount: 'DK1', references: [reference] });
  await desk.tellBank(account, { payerAccount: 'DK1' });
  await desk.tellBank(number, { payerAccount: 'DK2', references: [{ kind: 'RF', value: 'RF1' }, reference] });
  await desk.tellBank(neither, { payerAccount: 'DK3', references: [{ kind: '71', value: '000000001030106' }] });
  const claim = await desk.world.addClaim('H3', 12_00);
  const done = await desk.act(a, 'park', { target: { customerNumber: 'H3' } });
  expect(done.ok && done.value.effect).toMatchObject({
    alike: [
      { what: 'payer account', value: 'DK1', payments: 1, paymentIds: [account] },
      { what: 'payment id', value: reference.value, payments: 1, paymentIds: [number] },
    ],
  });
  const [before] = [await eventsOf('payment', [neither])];
  expect(await desk.decideWhatHangs()).toBe(1);
  expect(await eventsOf('payment', [neither])).toBe(before);
  // The account is known now, and one claim is exactly the amount; a payment id that is nobody's still says nothing.
  expect([await desk.standing(account), await desk.standing(number)]).toEqual([[['H3', claim, 12_00]], []]);
  expect([await desk.openCodes(account), (await desk.openCodes(number)).length]).toEqual([[], 1]);
});
