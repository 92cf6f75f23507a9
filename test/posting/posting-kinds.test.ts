import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { actOnException } from '#exceptions';
import { paymentHandlers } from '#payments';
import { controlTotals, postingHandlers } from '#posting';
import { replayAll } from '#test/replay-all';
import { companyId, march, type MadeLine } from './books.ts';
import { by, type Invoice, rehearsedOffice, type RehearsedOffice, today } from './rehearsed-office.ts';

/** Discounts, small differences, refunds, dimensions and refusals, against the rehearsal's Business Central. */
let office: RehearsedOffice;
beforeAll(async () => void (office = await rehearsedOffice()));
afterAll(() => office.close());
beforeEach(() => set({ writeOffAccount: '9150' }));

afterEach(async () => {
  const totals = await controlTotals(office.database.db, { companyId });
  expect(totals.currencies.flatMap(({ ties }) => ties.filter(({ ok }) => !ok).map(({ explain }) => explain))).toEqual(
    [],
  );
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

const set = async (posting: object): Promise<void> => {
  await sql`update company set posting = ${JSON.stringify(posting)}::jsonb`.execute(office.database.db);
};

interface Share {
  readonly minor: number;
  readonly discount?: number;
  readonly writeOff?: number;
}

async function pay(
  invoice: Invoice,
  share: Share,
): Promise<{ readonly customer: string; readonly line: MadeLine; readonly paymentId: number }> {
  const [customer = ''] = await office.customers(1);
  const line = await office.line([office.invoice(customer, invoice)]);
  const allocations = [{ claimId: line.claims[0]?.id ?? 0, ...share }];
  const { currency = 'DKK' } = invoice;
  const paymentId = await office.pay({ line, effect: share.minor, allocations, isWithoutLine: true, currency });
  return { customer, line, paymentId };
}

const lastTold = async (code: string) => {
  const rows = await office.database.db
    .selectFrom('exception')
    .select(['id', 'subject', 'subject_id', 'context', 'state'])
    .where('code', '=', code)
    .orderBy('id', 'desc')
    .execute();
  return rows[0];
};

test.each`
  what                            | share                               | open       | kinds
  ${'with its discount, in time'} | ${{ minor: 9_800, discount: 200 }}  | ${[]}      | ${['payment confirmed']}
  ${'a little short'}             | ${{ minor: 9_990, writeOff: 10 }}   | ${[]}      | ${['payment confirmed', 'writeOff confirmed']}
  ${'a little over'}              | ${{ minor: 10_010, writeOff: -10 }} | ${[]}      | ${['payment confirmed', 'writeOff confirmed']}
  ${'in part'}                    | ${{ minor: 9_000 }}                 | ${[1_000]} | ${['payment confirmed']}
`('an invoice paid $what', async ({ share, open, kinds }) => {
  const invoice = { minor: 10_000, discount: { until: march(9), minor: 200 } };
  const { customer, paymentId } = await pay(invoice, share);
  await office.proposeAndPost();
  expect([office.openOf(customer), await office.kindsOf(paymentId)]).toEqual([open, kinds]);
});

test('a discount that comes too late is refused, and nothing of it is posted', async () => {
  const { customer, paymentId } = await pay(
    { minor: 10_000, discount: { until: march(2), minor: 200 } },
    { minor: 9_800, discount: 200 },
  );
  expect(await office.proposeAndPost()).toMatchObject({ posted: 0, refused: 1 });
  expect(office.openOf(customer)).toEqual([10_000]);
  expect(await office.kindsOf(paymentId)).toEqual(['payment failed']);
  expect(await lastTold('POSTING_REFUSED')).toMatchObject({ context: { class: 'unknown' } });
});

test('without an account a small difference stays open and is told; with one it is written off, and told no more', async () => {
  await set({});
  const { customer, paymentId, line } = await pay({ minor: 5_000 }, { minor: 4_995, writeOff: 5 });
  await office.proposeAndPost();
  expect(office.openOf(customer)).toEqual([5]);
  const told = await lastTold('DIFFERENCE_STAYS_OPEN');
  expect(told).toMatchObject({
    subject: 'claim',
    subject_id: line.claims[0]?.id,
    state: 'open',
    context: { minor: 5 },
  });
  await set({ writeOffAccount: '9150' });
  await office.proposeAndPost();
  expect(office.openOf(customer)).toEqual([]);
  expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed', 'writeOff confirmed']);
  expect(await lastTold('DIFFERENCE_STAYS_OPEN')).toMatchObject({ state: 'solved' });
  expect(await office.propose()).toMatchObject({ proposed: 0 });
});

test('a write-off to an account that is blocked waits for a person; the payment stays in the books', async () => {
  office.world.control.setBlockedAccounts(['9150']);
  const { customer, paymentId } = await pay({ minor: 5_000 }, { minor: 4_995, writeOff: 5 });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 1, refused: 1 });
  office.world.control.setBlockedAccounts([]);
  const told = await lastTold('POSTING_REFUSED');
  expect(told).toMatchObject({ context: { class: 'account blocked' } });
  const parts = { database: office.database, moment: today, by, handlers: { ...paymentHandlers, ...postingHandlers } };
  expect(await actOnException({ exceptionId: told?.id ?? 0, action: 'retry' }, parts)).toMatchObject({ ok: true });
  expect(await office.post()).toMatchObject({ posted: 1 });
  expect([office.openOf(customer), await office.kindsOf(paymentId)]).toEqual([
    [],
    ['payment confirmed', 'writeOff confirmed'],
  ]);
});

test('an approved order to pay back is posted as a refund of what stays on the customer’s account', async () => {
  const { customer, paymentId } = await pay({ minor: 5_000 }, { minor: 5_000 });
  const { db } = office.database;
  const [other = ''] = await office.customers(1);
  const line = await office.line([office.invoice(other, { minor: 1 })]);
  const over = await office.pay({
    line,
    effect: 3_000,
    isWithoutLine: true,
    allocations: [{ claimId: null, minor: 3_000, customer }],
  });
  await office.proposeAndPost();
  expect(office.openOf(customer)).toEqual([-3_000]);
  for (const state of ['proposed', 'approved'] as const) {
    await sql`insert into refund_order (company_id, payment_id, customer_number, amount_minor, currency, payer_account,
        payer_name, reason, state, proposed_by, proposed_at)
      values (${companyId}, ${over}, ${customer}, ${state === 'approved' ? 2_000 : 1_000}, 'DKK', '', '', 'paid twice', ${state},
        'Anna', now())`.execute(db);
    await sql`insert into event (company_id, stream, stream_id, type, patch, done_by, at)
      select company_id, 'refund_order', id, 'propose', to_jsonb(o), 'Anna', now() from refund_order o
      order by id desc limit 1`.execute(db);
  }
  expect(await office.proposeAndPost()).toMatchObject({ posted: 1, refused: 0 });
  expect(office.openOf(customer)).toEqual([-1_000]);
  expect(await office.kindsOf(over)).toEqual(['payment confirmed', 'refund confirmed']);
  const orders = await db.selectFrom('refund_order').select('state').orderBy('id').execute();
  expect(orders.map(({ state }) => state)).toEqual(['proposed', 'posted']);
  expect(await office.propose()).toMatchObject({ proposed: 0 });
  expect(await office.kindsOf(paymentId)).toEqual(['payment confirmed']);
});

test('a dimension that is missing is told by its class, and set in the settings it is posted under the next revision', async () => {
  office.world.control.setMandatoryDimensions(['AFDELING']);
  const { customer, paymentId } = await pay({ minor: 5_000 }, { minor: 5_000 });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 0, refused: 1 });
  const told = await lastTold('POSTING_REFUSED');
  expect(told).toMatchObject({ context: { class: 'dimension missing', text: expect.stringContaining('AFDELING') } });
  await set({ dimensions: { AFDELING: 'SALG' } });
  const parts = { database: office.database, moment: today, by, handlers: { ...paymentHandlers, ...postingHandlers } };
  expect(await actOnException({ exceptionId: told?.id ?? 0, action: 'retry' }, parts)).toMatchObject({ ok: true });
  expect(await office.post()).toMatchObject({ posted: 1 });
  office.world.control.setMandatoryDimensions([]);
  expect(office.openOf(customer)).toEqual([]);
  const { rows } = await sql<{ key: string }>`
    select idempotency_key as key from posting where payment_id = ${paymentId} order by id`.execute(office.database.db);
  expect(rows.map(({ key }) => key.endsWith(':r2'))).toEqual([false, true]);
});

test('dimensions are copied from the entry that is paid, where the company wants it', async () => {
  office.world.control.setMandatoryDimensions(['AFDELING']);
  await set({ dimensionsFrom: 'entry' });
  await pay({ minor: 5_000, dimensions: { AFDELING: 'PROD' } }, { minor: 5_000 });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 1, refused: 0 });
  office.world.control.setMandatoryDimensions([]);
});

test('an entry that was paid by hand meanwhile is told as already paid, and our copy of it is read again', async () => {
  const { line, paymentId } = await pay({ minor: 5_000 }, { minor: 5_000 });
  await office.propose();
  const [claim] = line.claims;
  office.world.control.postManually(claim?.entryNumber ?? 0, 5_000 as never, march(5));
  expect(await office.post()).toMatchObject({ posted: 0, refused: 1 });
  const { rows } = await sql<{ id: number }>`select id from posting where payment_id = ${paymentId}`.execute(
    office.database.db,
  );
  expect(await lastTold('ALREADY_PAID')).toMatchObject({ subject: 'posting', subject_id: rows[0]?.id, state: 'open' });
  const copy = await office.database.db
    .selectFrom('claim')
    .select(['is_open', 'remaining_minor'])
    .where('id', '=', claim?.id ?? 0)
    .executeTakeFirst();
  expect(copy).toEqual({ is_open: false, remaining_minor: 0 });
});

test('a customer who is blocked while it is posted is told by his class', async () => {
  const { customer } = await pay({ minor: 5_000 }, { minor: 5_000 });
  await office.propose();
  const { rows } = await sql<{ number: string }>`
    select display_number as number from customer where number = ${customer}`.execute(office.database.db);
  office.world.control.setBlocked(rows[0]?.number ?? '', 'All');
  expect(await office.post()).toMatchObject({ refused: 1 });
  expect(await lastTold('POSTING_REFUSED')).toMatchObject({
    context: { class: 'customer blocked', remedy: expect.stringContaining('Blocked') },
  });
});

test('money and claim in one foreign currency are posted in it', async () => {
  const { customer } = await pay({ minor: 5_000, currency: 'EUR' }, { minor: 5_000 });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 1, refused: 0 });
  expect(office.openOf(customer)).toEqual([]);
});

test('a currency that Business Central does not know is told by its class', async () => {
  const [customer = ''] = await office.customers(1);
  const line = await office.line([office.invoice(customer, { minor: 5_000 })]);
  const allocations = [{ claimId: null, minor: 5_000 }];
  await office.pay({ line, effect: 5_000, allocations, isWithoutLine: true, currency: 'XTS' });
  expect(await office.proposeAndPost()).toMatchObject({ posted: 0, refused: 1 });
  expect(await lastTold('POSTING_REFUSED')).toMatchObject({ context: { class: 'currency unknown' } });
});

test('a customer who is gone from Business Central, deleted or merged, is told by his class', async () => {
  const { customer } = await pay({ minor: 5_000 }, { minor: 5_000 });
  await sql`update customer set display_number = 'GONE' where number = ${customer}`.execute(office.database.db);
  expect(await office.proposeAndPost()).toMatchObject({ refused: 1 });
  expect(await lastTold('POSTING_REFUSED')).toMatchObject({
    context: { class: 'customer unknown', remedy: expect.stringContaining('merged') },
  });
});
