import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { controlTotals } from '#posting';
import { replayAll } from '#test/replay-all';
import { companyId } from './books.ts';
import { mortal } from './office.ts';
import { rehearsedOffice, type RehearsedOffice } from './rehearsed-office.ts';

/** Many payments of one file in one transaction of Business Central, with one sum on the bank account. */
let office: RehearsedOffice;
beforeAll(
  async () => void (office = await rehearsedOffice({ mode: 'summary', summaryFromPayments: 4, summaryLines: 5 })),
);
afterAll(() => office.close());

afterEach(async () => {
  const totals = await controlTotals(office.database.db, { companyId });
  expect(totals.currencies.flatMap(({ ties }) => ties.filter(({ ok }) => !ok).map(({ explain }) => explain))).toEqual(
    [],
  );
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

interface Paid {
  readonly customers: readonly string[];
  readonly paymentIds: readonly number[];
}

async function paid(count: number): Promise<Paid> {
  const customers = await office.customers(count);
  const told = [];
  for (const customer of customers)
    told.push({ line: await office.line([office.invoice(customer, { minor: 10_000 })]) });
  const paymentIds = await office.payAll(told);
  await office.propose();
  return { customers, paymentIds };
}

const batches = async () =>
  office.database.db.selectFrom('posting_batch').select(['state', 'line_count', 'total_minor']).orderBy('id').execute();

/** What happened between two looks at Business Central's books. */
async function during<T>(run: () => Promise<T>) {
  const before = office.world.books();
  const rowsBefore = (await batches()).length;
  const result = await run();
  const after = office.world.books();
  return {
    result,
    payments: after.paymentsPosted.count - before.paymentsPosted.count,
    sums: after.batchesPosted.count - before.batchesPosted.count,
    batches: (await batches()).slice(rowsBefore).map(({ state, line_count: lines }) => `${state} ${lines}`),
  };
}

const allPaid = ({ customers }: Paid) => customers.flatMap((customer) => office.openOf(customer));

const numberOf = async (customer: string) => {
  const { rows } = await sql<{ number: string }>`
    select display_number as number from customer where number = ${customer}`.execute(office.database.db);
  return rows[0]?.number ?? '';
};

test('the payments of a file go in pieces, each one sum on the bank account, and each keeps its own entry', async () => {
  const month = await paid(8);
  const done = await during(() => office.post());
  expect(done).toMatchObject({
    result: { posted: 8, refused: 0, left: 0 },
    payments: 8,
    sums: 2,
    batches: ['confirmed 5', 'confirmed 3'],
  });
  expect(allPaid(month)).toEqual([]);
  const { rows } = await sql<{ entry: number; document: string; batch: number }>`
    select bc_entry_number as entry, document_number as document, batch_id as batch from posting
    where payment_id = any(${month.paymentIds})`.execute(office.database.db);
  expect([new Set(rows.map(({ entry }) => entry)).size, new Set(rows.map(({ batch }) => batch)).size]).toEqual([8, 2]);
  expect(await during(() => office.proposeAndPost())).toMatchObject({ payments: 0, sums: 0 });
});

test('a file of few payments goes one by one', async () => {
  const month = await paid(3);
  expect(await during(() => office.post())).toMatchObject({ payments: 3, sums: 0, batches: [] });
  expect(allPaid(month)).toEqual([]);
});

test('one line that is refused is found by halving; all others are posted, and it waits for a person', async () => {
  const month = await paid(5);
  const [, , , bad = ''] = month.customers;
  office.world.control.setBlocked(await numberOf(bad), 'All');
  const done = await during(() => office.post());
  expect(done).toMatchObject({ result: { posted: 4, refused: 1, left: 0 }, payments: 4 });
  expect(done.batches).toEqual(['refused 5', 'confirmed 3', 'refused 2']);
  expect(allPaid(month)).toEqual([10_000]);
  const told = await office.database.db
    .selectFrom('exception')
    .select('context')
    .where('code', '=', 'POSTING_REFUSED')
    .where('state', '=', 'open')
    .execute();
  expect(told).toMatchObject([{ context: { class: 'customer blocked' } }]);
  expect(await during(() => office.post())).toMatchObject({ payments: 0 });
});

test('a line that was posted alone before is never posted in a batch', async () => {
  const month = await paid(4);
  // Another process posted one of them alone, and died before it could write that down.
  const [first] = await office.database.db
    .selectFrom('posting')
    .select(['id', 'state'])
    .where('payment_id', 'in', month.paymentIds)
    .orderBy('id')
    .execute();
  const doomed = mortal(office.database);
  const postPayment: RehearsedOffice['bc']['postPayment'] = async (...call) => {
    const answer = await office.bc.postPayment(...call);
    doomed.kill();
    return answer;
  };
  await sql`update company set posting = posting || '{"mode":"each"}'`.execute(office.database.db);
  const alone = { database: doomed.database, bc: { ...office.bc, postPayment } };
  await expect(office.post(alone)).rejects.toThrow('killed');
  await sql`update company set posting = posting || '{"mode":"summary"}'`.execute(office.database.db);
  expect(first?.state).toBe('proposed');
  const done = await during(() => office.post());
  expect(done.result).toMatchObject({ posted: 4, left: 0 });
  expect(allPaid(month)).toEqual([]);
  expect(month.customers.map((customer) => office.openOf(customer).length)).toEqual([0, 0, 0, 0]);
});

test.each(['insert payment', 'apply and post'] as const)(
  'the connection breaks after "%s" of a batch was committed: posted once',
  async (on) => {
    const month = await paid(4);
    office.world.control.failNext({ kind: 'reset-after', on });
    const done = await during(() => office.post());
    expect(done).toMatchObject({ result: { posted: 4, left: 0 }, payments: 4, sums: 1 });
    expect(allPaid(month)).toEqual([]);
  },
);

test('killed after Business Central posted a batch and before we wrote it down: the next run knows it, and posts nothing', async () => {
  const month = await paid(4);
  const doomed = mortal(office.database);
  const postBatch: RehearsedOffice['bc']['postBatch'] = async (...call) => {
    const answer = await office.bc.postBatch(...call);
    doomed.kill();
    return answer;
  };
  const dying = { ...office.bc, postBatch };
  const first = await during(() =>
    expect(office.post({ database: doomed.database, bc: dying })).rejects.toThrow('killed'),
  );
  expect(first).toMatchObject({ payments: 4, sums: 1, batches: ['sent 4'] });
  expect(await during(() => office.post())).toMatchObject({ result: { posted: 4, left: 0 }, payments: 0, sums: 0 });
  expect(allPaid(month)).toEqual([]);
});

test('killed before a batch left: the next run sends the same batch', async () => {
  const month = await paid(4);
  const doomed = mortal(office.database);
  const postBatch: RehearsedOffice['bc']['postBatch'] = () => {
    doomed.kill();
    return Promise.reject(new Error('the process ended'));
  };
  const dying = { ...office.bc, postBatch };
  await expect(office.post({ database: doomed.database, bc: dying })).rejects.toThrow();
  expect(await during(() => office.post())).toMatchObject({ result: { posted: 4, left: 0 }, payments: 4, sums: 1 });
  expect(allPaid(month)).toEqual([]);
});

test('what is unclear stays on its way, and nothing of its customers goes before it', async () => {
  const month = await paid(4);
  const busy = {
    outcome: 'unclear' as const,
    problem: { code: 'BC_BUSY' as const, context: { status: 0, text: '', retryAfterInMs: 0 } },
  };
  const silent = { ...office.bc, postBatch: () => Promise.resolve(busy) };
  expect(await during(() => office.post({ bc: silent }))).toMatchObject({
    result: { unclear: 4, left: 4 },
    payments: 0,
  });
  expect(await during(() => office.post())).toMatchObject({ result: { posted: 4, left: 0 }, payments: 4, sums: 1 });
  expect(allPaid(month)).toEqual([]);
});
