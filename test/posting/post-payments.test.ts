import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem } from '#kernel';
import { postPayments, proposePostings } from '#posting';
import type { Database } from '#store';
import { type TestDatabase, testDatabase } from '#test/database';
import { bcCompanyId, companyId, foundCompany, march, parts, receiveFile, replayAll, sendJournal } from './books.ts';
import { busy, fakeBc, type FakeBc } from './fake-bc.ts';

let database: TestDatabase;
let bc: FakeBc;

beforeEach(async () => {
  database = await testDatabase();
  await foundCompany(database.db);
  bc = fakeBc();
});
afterEach(() => database.close());

const everything = { companyId, fromId: 0, toId: 1_000_000 };
const post = (more: object = {}) => postPayments(everything, { database, ...parts, bc, bcCompanyId, ...more });
const propose = () => proposePostings({ companyId }, { database, ...parts });

const postings = async () => {
  const { rows } = await sql<{ state: string; document: string | null; text: string | null; payment: string; attempts: number }>`
    select g.state, g.document_number as document, g.bc_text as text, p.state as payment, g.attempts
    from posting g join payment p on p.id = g.payment_id order by g.id`.execute(database.db);
  return rows;
};

const openCodes = async () => {
  const rows = await database.db.selectFrom('exception').select('code').where('state', '=', 'open').orderBy('id').execute();
  return rows.map(({ code }) => code);
};

/** A database that answers nothing any more once it is killed: what a process sees of its end. */
function mortal(whole: Database): { readonly database: Database; readonly kill: () => void } {
  let isDead = false;
  const db = new Proxy(whole.db, {
    get(target, name) {
      if (isDead) throw new Error('killed');
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { database: { ...whole, db }, kill: () => void (isDead = true) };
}

/** Payments of 100,00 kr., one customer each, matched and proposed. */
async function proposeFor(customers: readonly string[]) {
  const journal = await sendJournal(database.db, customers.map((customer) => [{ customer, minor: 10_000 }]));
  const told = await receiveFile(database.db, journal.lines.map((line) => ({ line })));
  await propose();
  return { journal, ...told };
}

test('a payment is posted under its identity, with what it pays, in Business Central’s own words', async () => {
  const { journal } = await proposeFor(['K1']);
  expect(await post()).toEqual({ posted: 1, refused: 0, unclear: 0, left: 0, problem: null, isBusy: false });
  const [line] = journal.lines;
  expect(bc.booked).toEqual([
    expect.objectContaining({
      type: 'Payment',
      customerNumber: '00K1',
      appliesToEntryNumber: line?.claims[0]?.entryNumber,
      applications: [],
      amount: 10_000,
      postingDate: march(3),
      currencyCode: '',
      description: `Betalingsservice ${line?.reference}`,
      fileLine: 1,
    }),
  ]);
  expect(bc.booked[0]?.externalDocumentNumber).toMatch(/^BS[A-Z2-7]{20}$/);
  expect(await postings()).toEqual([{ state: 'confirmed', document: 'PAY1', text: null, payment: 'matched', attempts: 1 }]);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('what is posted is not posted again, and nothing is asked', async () => {
  await proposeFor(['K1', 'K2']);
  await post();
  await propose();
  expect(await post()).toMatchObject({ posted: 0, left: 0 });
  expect([bc.asked.length, bc.looked.length]).toEqual([2, 0]);
});

test('a payment that is spread lists what goes where, with credit memos negative and the rest on account', async () => {
  const journal = await sendJournal(database.db, [
    [
      { customer: 'K1', minor: 10_000 },
      { customer: 'K1', minor: -2_000 },
    ],
  ]);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  const [invoice, memo] = line.claims;
  await receiveFile(database.db, [
    {
      line,
      effect: 9_000,
      allocations: [
        { claimId: memo?.id ?? 0, minor: -2_000 },
        { claimId: invoice?.id ?? 0, minor: 4_000 },
        { claimId: invoice?.id ?? 0, minor: 6_000 },
        { claimId: null, minor: 1_000 },
      ],
    },
  ]);
  await propose();
  await post();
  expect(bc.booked).toMatchObject([
    {
      amount: 9_000,
      appliesToEntryNumber: 0,
      applications: [
        { entryNumber: invoice?.entryNumber, amount: 10_000 },
        { entryNumber: memo?.entryNumber, amount: -2_000 },
      ],
    },
  ]);
});

test('a refusal keeps Business Central’s words, parks the payment, and is never tried again by itself', async () => {
  await proposeFor(['K1', 'K2']);
  bc.fates = [{ kind: 'refuse', text: 'Customer 00K1 is blocked' }];
  expect(await post()).toMatchObject({ posted: 1, refused: 1, left: 0 });
  expect((await postings())[0]).toEqual({
    state: 'failed',
    document: null,
    text: 'Customer 00K1 is blocked',
    payment: 'parked',
    attempts: 1,
  });
  expect(await openCodes()).toEqual(['POSTING_REFUSED']);
  const kept = await database.db.selectFrom('posting').select('bc_correlation_id').where('state', '=', 'failed').execute();
  expect(kept).toEqual([{ bc_correlation_id: 'corr-1' }]);
  await propose();
  expect(await post()).toMatchObject({ posted: 0, refused: 0, left: 0 });
  expect(bc.asked.length).toBe(2);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('a payment that does not fit Business Central’s fields is refused before anything is sent', async () => {
  await proposeFor(['K1']);
  const unfit = problem('FIELD_NOT_WRITABLE', { record: 'x', field: 'customerNumber', value: 'long', expected: '20 signs' });
  bc.fates = [{ kind: 'throw', problem: unfit }];
  expect(await post()).toMatchObject({ refused: 1, unclear: 0 });
  expect(await openCodes()).toEqual(['POSTING_REFUSED']);
});

test.each`
  what                                | fate                         | asksAgain
  ${'posted, and the answer was lost'} | ${{ kind: 'loseAnswer' }}    | ${0}
  ${'never arrived'}                  | ${{ kind: 'loseRequest' }}   | ${1}
  ${'made as a row and not posted'}   | ${{ kind: 'loseBetween' }}   | ${1}
`('after an answer that was lost it is asked, and posted once: it was $what', async ({ fate, asksAgain }) => {
  await proposeFor(['K1']);
  bc.fates = [fate];
  expect(await post()).toMatchObject({ posted: 0, unclear: 1, left: 1 });
  expect(await postings()).toMatchObject([{ state: 'sent' }]);
  expect(await post()).toMatchObject({ posted: 1, left: 0 });
  expect(bc.booked.length).toBe(1);
  expect(bc.asked.length).toBe(1 + asksAgain);
  expect(await postings()).toMatchObject([{ state: 'confirmed', document: expect.stringMatching(/^PAY/) }]);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('a posting left sent that Business Central refused is refused, not sent again', async () => {
  await proposeFor(['K1']);
  bc.fates = [{ kind: 'refuse', text: 'The period is closed' }];
  await post();
  // As if the process had been killed between the answer and our commit.
  await sql`update posting set state = 'sent', bc_text = null`.execute(database.db);
  await sql`update payment set state = 'matched'`.execute(database.db);
  expect(await post()).toMatchObject({ refused: 1, posted: 0 });
  expect(await postings()).toMatchObject([{ state: 'failed', text: 'The period is closed', payment: 'parked' }]);
  expect(bc.asked.length).toBe(1);
});

test('what stays unclear is told after some attempts, and the entry closes itself when it is settled', async () => {
  await proposeFor(['K1']);
  bc.fates = [{ kind: 'loseAnswer' }];
  await post();
  bc.lookProblem = busy;
  await post();
  expect(await openCodes()).toEqual([]);
  await post();
  expect(await openCodes()).toEqual(['POSTING_UNCLEAR']);
  bc.lookProblem = null;
  await post();
  expect(await openCodes()).toEqual([]);
  expect(bc.booked.length).toBe(1);
});

test('killed after Business Central posted and before we wrote it down: one entry, and the books say so', async () => {
  await proposeFor(['K1', 'K2', 'K3']);
  const doomed = mortal(database);
  bc.afterPosting = async () => {
    if (bc.booked.length === 2) doomed.kill();
    return Promise.resolve();
  };
  await expect(post({ database: doomed.database })).rejects.toThrow('killed');
  expect(bc.booked.length).toBe(3);
  expect(await postings()).toMatchObject([{ state: 'sent' }, { state: 'sent' }, { state: 'sent' }]);
  expect(await post()).toMatchObject({ posted: 3, left: 0 });
  expect([bc.booked.length, bc.asked.length]).toEqual([3, 3]);
  expect(await postings()).toMatchObject([{ document: 'PAY1' }, { document: 'PAY2' }, { document: 'PAY3' }]);
  expect((await replayAll(database.db)).findings).toEqual([]);
});

test('killed after it was stored as sent and before the request left: it is asked about, and posted once', async () => {
  await proposeFor(['K1']);
  const doomed = mortal(database);
  const dying = {
    ...bc,
    postPayment: async () => {
      doomed.kill();
      return Promise.reject(new Error('the process ended'));
    },
  };
  await expect(post({ database: doomed.database, bc: dying })).rejects.toThrow('killed');
  expect(await postings()).toMatchObject([{ state: 'sent' }]);
  expect(await post()).toMatchObject({ posted: 1 });
  expect([bc.looked.length, bc.booked.length]).toEqual([2, 1]);
});

test('killed before it was stored as sent: nothing has left', async () => {
  await proposeFor(['K1']);
  const doomed = mortal(database);
  doomed.kill();
  await expect(post({ database: doomed.database })).rejects.toThrow('killed');
  expect([await postings(), bc.asked.length]).toMatchObject([[{ state: 'proposed' }], 0]);
  expect(await post()).toMatchObject({ posted: 1 });
});

test('two workers at once: one posts, the other says that it is busy', async () => {
  await proposeFor(['K1', 'K2', 'K3', 'K4']);
  const reports = await Promise.all([post(), post()]);
  expect(reports.map(({ isBusy }) => isBusy).sort()).toEqual([false, true]);
  expect(reports.reduce((sum, { posted }) => sum + posted, 0)).toBe(4);
  expect(bc.booked.length).toBe(4);
});

test('a customer’s movements go in order and one at a time, others beside them, at most four', async () => {
  const customers = ['K1', 'K1', 'K1', 'K2', 'K3', 'K4', 'K5', 'K6'];
  for (let n = 0; n < 2; n++) await proposeFor([...new Set(customers)]);
  await proposeFor(['K1']);
  bc.fates = [{ kind: 'slow', turns: 40 }];
  expect(await post({ parallel: 9 })).toMatchObject({ posted: 13, left: 0 });
  expect(bc.hasOverlapped()).toBe(false);
  expect(bc.mostAtOnce()).toBe(4);
  const ofK1 = bc.booked.filter(({ customerNumber }) => customerNumber === '00K1').map(({ idempotencyKey }) => idempotencyKey);
  const inOrder = await database.db.selectFrom('posting').select('idempotency_key').where('customer_number', '=', 'K1').orderBy('id').execute();
  expect(ofK1).toEqual(inOrder.map((row) => row.idempotency_key));
});

test('without leave for more, one is in flight at a time', async () => {
  await proposeFor(['K1', 'K2', 'K3']);
  await post();
  expect(bc.mostAtOnce()).toBe(1);
});

test('nothing of a customer overtakes a movement that is unclear', async () => {
  await proposeFor(['K1', 'K2']);
  await proposeFor(['K1']);
  bc.fates = [{ kind: 'loseRequest' }];
  expect(await post()).toMatchObject({ posted: 1, unclear: 1, left: 2 });
  expect((await postings()).map(({ state }) => state)).toEqual(['sent', 'confirmed', 'proposed']);
});

test('a range takes along what stands before it, so that no work waits for other work', async () => {
  await proposeFor(['K1']);
  await proposeFor(['K1']);
  const { id } = await database.db.selectFrom('posting').select((row) => row.fn.max('id').as('id')).executeTakeFirstOrThrow();
  const report = await postPayments({ companyId, fromId: id, toId: id }, { database, ...parts, bc, bcCompanyId });
  expect(report).toMatchObject({ posted: 2, left: 0 });
});

test('a posting whose date has not come waits', async () => {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 10_000, postingDate: march(12) }]]);
  await receiveFile(database.db, journal.lines.map((line) => ({ line })));
  const proposed = await propose();
  expect([proposed.proposed, proposed.work.length]).toEqual([1, 0]);
  expect(await post()).toMatchObject({ posted: 0, left: 0 });
  const moment = { ...parts.moment, today: march(12) };
  expect((await proposePostings({ companyId }, { database, ...parts, moment })).work.length).toBe(1);
  expect(await post({ moment })).toMatchObject({ posted: 1 });
  expect(bc.booked).toMatchObject([{ postingDate: march(12) }]);
});

test.each`
  code                      | stop
  ${'BC_SIGN_IN_FAILED'}    | ${problem('BC_SIGN_IN_FAILED', { text: 'no' })}
  ${'BC_FORBIDDEN'}         | ${problem('BC_FORBIDDEN', { text: 'no' })}
  ${'BC_EXTENSION_MISSING'} | ${problem('BC_EXTENSION_MISSING', { url: '/', text: 'no' })}
  ${'BC_UPGRADING'}         | ${problem('BC_UPGRADING', { text: 'no' })}
`('$code ends the run: the rest stays proposed, and the company’s entry closes when posting works again', async ({ code, stop }) => {
  await proposeFor(['K1', 'K2', 'K3']);
  bc.fates = [{ kind: 'post' }, { kind: 'stop', problem: stop }];
  expect(await post()).toMatchObject({ posted: 1, unclear: 1, left: 2, problem: stop });
  expect((await postings()).map(({ state, attempts }) => [state, attempts])).toEqual([
    ['confirmed', 1],
    ['sent', 1],
    ['proposed', 0],
  ]);
  expect(bc.asked.length).toBe(2);
  expect(await openCodes()).toEqual([code]);
  expect(await post()).toMatchObject({ posted: 2, left: 0, problem: null });
  expect(await openCodes()).toEqual([]);
  expect(bc.booked.length).toBe(3);
});

test('when Business Central does not answer at all the run ends after a few, and goes on the next time', async () => {
  await proposeFor(['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8']);
  bc.fates = Array.from({ length: 5 }, () => ({ kind: 'loseRequest' as const }));
  expect(await post()).toMatchObject({ posted: 0, unclear: 5, left: 8, problem: busy });
  expect(bc.asked.length).toBe(5);
  expect(await openCodes()).toEqual([]);
  expect(await post()).toMatchObject({ posted: 8, left: 0 });
  expect(bc.booked.length).toBe(8);
});

test('progress is told to the end', async () => {
  await proposeFor(['K1', 'K2', 'K3']);
  const told: (readonly number[])[] = [];
  await post({ progress: (done: number, total: number) => told.push([done, total]) });
  expect(told.at(-1)).toEqual([3, 3]);
});

test('a return waits for its payment and then takes back that very entry', async () => {
  const { journal, paymentIds } = await proposeFor(['K1']);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  await receiveFile(database.db, [{ line, kind: 'chargedBack', bookkeepingDate: march(6), reversesId: paymentIds[0] ?? 0 }]);
  await propose();
  expect(await post({ parallel: 4 })).toMatchObject({ posted: 2, left: 0 });
  expect(bc.booked.map(({ type, amount, appliesToEntryNumber }) => [type, amount, appliesToEntryNumber])).toEqual([
    ['Payment', 10_000, line.claims[0]?.entryNumber],
    ['Return', 10_000, 5001],
  ]);
  expect(bc.booked[1]).toMatchObject({ applications: [], postingDate: march(6), customerNumber: '00K1' });
});

test('a return whose payment was refused is not sent, and says why', async () => {
  const { journal, paymentIds } = await proposeFor(['K1']);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  await receiveFile(database.db, [{ line, kind: 'chargedBack', reversesId: paymentIds[0] ?? 0 }]);
  await propose();
  bc.fates = [{ kind: 'refuse', text: 'blocked' }];
  expect(await post()).toMatchObject({ refused: 1, left: 0 });
  expect((await postings()).map(({ state, payment }) => [state, payment])).toEqual([
    ['failed', 'parked'],
    ['failed', 'parked'],
  ]);
  expect(bc.asked.length).toBe(1);
  expect(await openCodes()).toEqual(['POSTING_REFUSED', 'CHARGED_BACK_WITHOUT_PAYMENT']);
  expect((await replayAll(database.db)).findings).toEqual([]);
});
