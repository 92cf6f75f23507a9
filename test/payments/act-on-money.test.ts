import { afterAll, beforeAll, expect, test } from 'vitest';
import { actOnException, findException, listExceptions } from '#exceptions';
import { approveRefund, listRefundOrders, paymentHandlers, proposeRepairs, withdrawRefund } from '#payments';
import { type Desk, openDesk } from './act-world.ts';
import { moment } from './world.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk.world.expectSoundBooks();
  await desk.world.database.close();
});

const documentOf = async (claimId: number): Promise<string> =>
  (await desk.db.selectFrom('claim').select('document_number').where('id', '=', claimId).executeTakeFirstOrThrow())
    .document_number;

test('one payment is split over claims of two customers, with a rest on account and a rest paid back, in exact amounts', async () => {
  await desk.world.addCustomer('S1');
  await desk.world.addCustomer('S2');
  const [first, second] = [await desk.world.addClaim('S1', 60_00), await desk.world.addClaim('S2', 50_00)];
  const id = await desk.strange('S1X', 100_00);
  const parts = [
    { customerNumber: '00S1', claimId: first, minor: 60_00 },
    { customerNumber: 'S2', documentNumber: await documentOf(second), minor: 25_00 },
    { customerNumber: 'S2', onAccount: true, minor: 10_00 },
    { customerNumber: 'S2', refund: true, minor: 5_00 },
  ];
  const done = await desk.act(id, 'split', { target: { parts } });
  expect(done).toMatchObject({ ok: true, value: { exception: { state: 'solved', acted: { action: 'split' } } } });
  expect(await desk.standing(id)).toEqual([
    ['S1', first, 60_00],
    ['S2', second, 25_00],
    ['S2', null, 10_00],
    ['S2', null, 5_00],
  ]);
  expect((await desk.refunds()).filter(({ payment_id: of }) => of === id)).toMatchObject([
    { customer_number: 'S2', amount_minor: 5_00, state: 'approved', proposed_by: 'Karen', reason: 'she called' },
  ]);
  const again = await desk.act(id, 'split', { target: { parts } });
  expect(again).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
  expect((await desk.standing(id)).length).toBe(4);
});

test.each`
  what                                 | parts
  ${'do not sum to the payment'}       | ${[{ customerNumber: 'S3', onAccount: true, minor: 99_99 }]}
  ${'are more than is open'}           | ${[{ customerNumber: 'S3', documentNumber: 'OPEN', minor: 100_00 }]}
  ${'fill one claim twice'}            | ${[{ customerNumber: 'S3', documentNumber: 'OPEN', minor: 30_00 }, { customerNumber: 'S3', documentNumber: 'OPEN', minor: 70_00 }]}
  ${'name a claim of somebody else'}   | ${[{ customerNumber: 'S1', documentNumber: 'OPEN', minor: 100_00 }]}
  ${'name nobody we know'}             | ${[{ customerNumber: 'S99', onAccount: true, minor: 100_00 }]}
  ${'take from an account'}            | ${[{ customerNumber: 'S3', onAccount: true, minor: -10_00 }, { customerNumber: 'S3', onAccount: true, minor: 110_00 }]}
  ${'say two things at once'}          | ${[{ customerNumber: 'S3', onAccount: true, refund: true, minor: 100_00 }]}
  ${'say nothing'}                     | ${[{ customerNumber: 'S3', minor: 100_00 }]}
  ${'are none'}                        | ${[]}
  ${'use an invoice as a credit memo'} | ${[{ customerNumber: 'S3', documentNumber: 'OPEN', minor: -10_00 }, { customerNumber: 'S3', onAccount: true, minor: 110_00 }]}
`('a split whose parts $what is refused, and nothing is changed', async ({ parts }) => {
  await desk.world.addCustomer('S3');
  const claim = await desk.world.addClaim('S3', 40_00);
  const open = await documentOf(claim);
  const id = await desk.strange('S3X', 100_00);
  const named = (parts as { documentNumber?: string }[]).map((part) =>
    part.documentNumber === 'OPEN' ? { ...part, documentNumber: open } : part,
  );
  const done = await desk.act(id, 'split', { target: { parts: named } });
  expect(done).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^(INPUT_WRONG|NOT_FOUND)$/) } });
  expect([await desk.payment(id), await desk.standing(id), await desk.openCodes(id)]).toMatchObject([
    { state: 'parked' },
    [],
    ['UNKNOWN_CUSTOMER'],
  ]);
});

test('a credit memo is used up in a split where it is named', async () => {
  await desk.world.addCustomer('S4');
  const [invoice, memo] = [await desk.world.addClaim('S4', 120_00), await desk.world.addClaim('S4', -20_00)];
  const id = await desk.strange('S4X', 100_00);
  const parts = [
    { customerNumber: 'S4', claimId: invoice, minor: 120_00 },
    { customerNumber: 'S4', claimId: memo, minor: -20_00 },
  ];
  expect(await desk.act(id, 'split', { target: { parts } })).toMatchObject({ ok: true });
});

test('claims in another currency are not touched, and not found when they are named', async () => {
  await desk.world.addCustomer('S5');
  const euros = await desk.world.addClaim('S5', 10_00);
  await desk.db.updateTable('claim').set({ currency: 'EUR' }).where('id', '=', euros).execute();
  const id = await desk.strange('S5X', 10_00);
  const named = { target: { customerNumber: 'S5', claimIds: [euros] } };
  expect(await desk.act(id, 'assign', named)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  expect(await desk.act(id, 'assign', { target: { customerNumber: 'S5' } })).toMatchObject({ ok: true });
  expect(await desk.standing(id)).toEqual([['S5', null, 10_00]]);
});

test('money is left on the account of the customer that the payment names, or of another', async () => {
  await desk.world.addCustomer('P1');
  await desk.world.addClaim('P1', 10_00);
  const [payment] = await desk.tell({ customer: 'P1', asked: 10_00, due: '2026-02-20' });
  const id = payment?.id ?? 0;
  expect(await desk.act(id, 'park')).toMatchObject({ ok: true, value: { exception: { acted: { by: 'Karen' } } } });
  expect(await desk.standing(id)).toEqual([['P1', null, 10_00]]);
  const other = await desk.strange('P1X', 20_00);
  expect(await desk.act(other, 'park')).toMatchObject({
    ok: false,
    error: { code: 'INPUT_WRONG', context: { expected: expect.stringContaining('names no customer') } },
  });
  expect(await desk.act(other, 'park', { target: { customerNumber: 'P9' } })).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
  expect(await desk.act(other, 'park', { target: { customerNumber: 'P1' } })).toMatchObject({ ok: true });
});

test('money that goes back lies on the customer’s account, and its order waits for a second person where the company asks', async () => {
  await desk.db.updateTable('company').set({ second_approval: true }).execute();
  await desk.world.addCustomer('R1');
  const id = await desk.strange('R1X', 100_00);
  await desk.tellBank(id, { payerName: 'Jens Hansen', payerAccount: 'DK5000400440116243' });
  expect(await desk.act(id, 'refund', { target: { customerNumber: 'R1', minor: 100_01 } })).toMatchObject({
    ok: false,
  });
  expect(await desk.act(id, 'refund', { target: { customerNumber: 'R1' }, reason: ' ' })).toMatchObject({
    ok: false,
    error: { code: 'INPUT_WRONG', context: { field: 'reason' } },
  });
  const done = await desk.act(id, 'refund', { target: { customerNumber: 'R1', minor: 70_00 } });
  expect(done).toMatchObject({ ok: true });
  expect(await desk.standing(id)).toEqual([['R1', null, 100_00]]);
  const [order] = await listRefundOrders(desk.world.database, { companyId: 1, state: 'proposed', limit: 10 });
  expect(order).toMatchObject({
    payment_id: id,
    amount_minor: 70_00,
    currency: 'DKK',
    payer_name: 'Jens Hansen',
    payer_account: 'DK5000400440116243',
    state: 'proposed',
    approved_by: null,
  });
  const parts = { database: desk.world.database, moment };
  const refundOrderId = order?.id ?? 0;
  expect(await approveRefund({ refundOrderId }, { ...parts, by: 'Karen' })).toMatchObject({
    ok: false,
    error: { code: 'APPROVAL_BY_SAME_PERSON' },
  });
  expect(await approveRefund({ refundOrderId }, { ...parts, by: 'Lars' })).toMatchObject({
    ok: true,
    value: { state: 'approved', approved_by: 'Lars' },
  });
  expect(await approveRefund({ refundOrderId }, { ...parts, by: 'Lars' })).toMatchObject({ ok: true });
  const withdrawn = await withdrawRefund({ refundOrderId, reason: 'he wants it used' }, { ...parts, by: 'Karen' });
  expect(withdrawn).toMatchObject({ ok: true, value: { state: 'withdrawn', withdrawn_by: 'Karen' } });
  expect(await approveRefund({ refundOrderId }, { ...parts, by: 'Lars' })).toMatchObject({
    ok: false,
    error: { code: 'NOT_ALLOWED_IN_STATE', context: { state: 'withdrawn' } },
  });
  expect(await withdrawRefund({ refundOrderId: 9_999, reason: 'x' }, { ...parts, by: 'Karen' })).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
  await desk.db.updateTable('company').set({ second_approval: false }).execute();
});

test.each`
  what                              | asked     | paid      | reason        | ok
  ${'within the company’s limit'}   | ${100_00} | ${99_50}  | ${''}         | ${true}
  ${'beyond it without a reason'}   | ${100_00} | ${99_49}  | ${''}         | ${false}
  ${'beyond it with a reason'}      | ${100_00} | ${90_00}  | ${'bank fee'} | ${true}
  ${'too much, within the limit'}   | ${100_00} | ${100_40} | ${''}         | ${true}
  ${'nearly all, with a reason'}    | ${100_00} | ${50}     | ${'bankrupt'} | ${true}
  ${'as large as the claim itself'} | ${100_00} | ${200_00} | ${'x'}        | ${false}
  ${'no difference at all'}         | ${100_00} | ${100_00} | ${'x'}        | ${false}
`('a difference $what is let go of: $ok', async ({ asked, paid, reason, ok: isOk }) => {
  await desk.db
    .updateTable('company')
    .set({ matching: JSON.stringify({ smallDifference: 50 }) })
    .execute();
  await desk.world.addCustomer('W1');
  const claim = await desk.world.addClaim('W1', asked);
  const id = await desk.strange('W1X', paid);
  const done = await desk.act(id, 'writeOff', { target: { customerNumber: 'W1', claimIds: [claim] }, reason });
  expect(done.ok).toBe(isOk);
  const kept = (await desk.world.allocations()).filter((one) => one.payment_id === id);
  if (!isOk) expect([kept, await desk.openCodes(id)]).toEqual([[], ['UNKNOWN_CUSTOMER']]);
  else expect(kept).toMatchObject([{ claim_id: claim, amount_minor: paid, write_off_minor: asked - paid }]);
});

test('a line that was paid a little too little is closed by it, the difference beside its largest claim', async () => {
  const line = await desk.world.addLine({ customer: 'W2', shares: [30_00, 70_00] });
  const [payment] = await desk.tell({ customer: 'W2', reference: line.reference, asked: 100_00, actual: 99_00 });
  const id = payment?.id ?? 0;
  const target = { lineReference: line.reference };
  expect(await desk.act(id, 'writeOff', { target, reason: 'not worth a letter' })).toMatchObject({ ok: true });
  const kept = (await desk.world.allocations()).filter((one) => one.payment_id === id);
  expect(kept.map((one) => [one.claim_id, one.amount_minor, one.write_off_minor])).toEqual([
    [line.claimIds[0], 30_00, 0],
    [line.claimIds[1], 69_00, 1_00],
  ]);
  expect(await desk.world.line(line.id)).toMatchObject({ state: 'paid', paid_minor: 99_00 });
});

test('claims that a person pays with other money are not collected again: unsent lines are withdrawn, those that are out are told', async () => {
  const out = await desk.world.addLine({ customer: 'L1', shares: [30_00], state: 'acknowledged' });
  const unsent = await desk.world.addLine({ customer: 'L2', shares: [40_00], state: 'approved' });
  const parts = [
    { customerNumber: 'L1', claimId: out.claimIds[0], minor: 30_00 },
    { customerNumber: 'L2', claimId: unsent.claimIds[0], minor: 40_00 },
  ];
  const id = await desk.strange('L1X', 70_00);
  expect(await desk.act(id, 'split', { target: { parts } })).toMatchObject({ ok: true });
  expect([(await desk.world.line(out.id)).state, (await desk.world.line(unsent.id)).state]).toEqual([
    'acknowledged',
    'withdrawn',
  ]);
  const told = (await desk.world.exceptions()).filter((one) => one.code === 'CLAIM_PAID_OTHERWISE');
  expect(told).toMatchObject([
    { subject: 'line', subject_id: out.id, state: 'open', context: { reference: out.reference, paymentId: id } },
  ]);
});

const suggest = (paymentId: number, suggestions: readonly object[]) =>
  desk.db
    .updateTable('payment')
    .set({ explanation: JSON.stringify({ rung: 'none', suggestions }) })
    .where('id', '=', paymentId)
    .execute();

test('a suggestion is carried out by its number, as long as its claims are open', async () => {
  await desk.world.addCustomer('C1');
  const [near, exact] = [await desk.world.addClaim('C1', 60_00), await desk.world.addClaim('C1', 40_00)];
  const shareOf = (claimId: number, minor: number) => ({
    customerNumber: 'C1',
    claimId,
    minor,
    discountMinor: 0,
    writeOffMinor: 0,
  });
  const suggestions = [near, exact].map((claimId) => ({
    rung: 'unique amount',
    customerNumber: 'C1',
    shares: [shareOf(claimId, 40_00)],
    why: { code: 'ONLY_AMOUNT_FITS', claims: 1 },
  }));
  const id = await desk.strange('C1X', 40_00);
  await suggest(id, suggestions);
  const entry = await findException(desk.db, await desk.entryOf(id), moment.at);
  const proposals = entry ? ((await proposeRepairs(desk.db, [entry])).get(entry.id) ?? []) : [];
  expect(proposals[1]).toEqual({
    action: 'accept',
    target: { suggestion: 2 },
    sentence: expect.stringContaining(await documentOf(exact)),
  });
  expect(await desk.act(id, 'accept', { target: { suggestion: 3 } })).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND', context: { id: '3 of 2 suggestions' } },
  });
  expect(await desk.act(id, 'accept', { target: { suggestion: 2 } })).toMatchObject({ ok: true });
  expect(await desk.standing(id)).toEqual([['C1', exact, 40_00]]);
  const [kept] = (await desk.world.allocations()).filter((one) => one.payment_id === id);
  expect(kept?.explanation).toMatchObject({
    rung: 'a person',
    evidence: [{ said: 'Karen' }, {}, { what: 'suggestion', said: '2, of the rung unique amount' }],
  });
  const late = await desk.strange('C1X', 40_00);
  await suggest(late, suggestions);
  expect(await desk.act(late, 'accept', { target: { suggestion: 2 } })).toMatchObject({ ok: false });
  expect(await desk.act(late, 'accept')).toMatchObject({ ok: true });
});

test('what is proposed can be sent back as it is, whatever waits', async () => {
  const parts = { ...desk.world.parts, by: 'Lars', handlers: paymentHandlers };
  await desk.world.addCustomer('Q1');
  await desk.world.addClaim('Q1', 15_00);
  const line = await desk.world.addLine({ customer: 'Q2', shares: [10_00] });
  await desk.tell({ customer: 'Q1', asked: 15_00, due: '2026-02-21' });
  await desk.tell({ customer: 'Q2', reference: line.reference, asked: 9_00 });
  await desk.tell({ customer: 'Q1', reference: line.reference, asked: 10_00 });
  const query = { companyId: 1, state: 'open', subject: 'payment', limit: 1000, at: moment.at } as const;
  const open = await listExceptions(desk.db, query);
  const proposals = await proposeRepairs(desk.db, open);
  expect(open.length).toBeGreaterThan(10);
  const outcomes = [];
  for (const entry of open) {
    const [best] = proposals.get(entry.id) ?? [];
    expect(best?.sentence).toMatch(/^[A-Z].*\.$/);
    expect(entry.allowedActions).toContain(best?.action);
    const command = { exceptionId: entry.id, action: best?.action ?? 'dismiss', target: best?.target ?? undefined };
    const done = await actOnException({ ...command, reason: 'as proposed' }, parts);
    outcomes.push(done.ok ? done.value.exception.state : done.error);
  }
  // A customer whom nobody knows stays unknown: what is proposed for him is to try again.
  expect(outcomes.filter((state) => typeof state !== 'string')).toEqual([]);
});
