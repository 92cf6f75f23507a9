import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { actOnException, type ActOnException, openExceptions } from '#exceptions';
import { lineHandlers, moveLines } from '#journal';
import { type Moment, momentOf, problem } from '#kernel';
import {
  approvedJournal,
  type CompanyBooks,
  type CompanyOptions,
  expectBooksToReplay,
  frozenDelivery,
  openCompanyBooks,
  statesOf,
} from '#test/company-books';

/** What a person has done about lines and deliveries from the error log. */
let books: CompanyBooks;
afterEach(async () => {
  await expectBooksToReplay(books);
  await books.close();
});

async function open(options: CompanyOptions = {}): Promise<void> {
  books = await openCompanyBooks(options);
  await books.addClaim({ customer: 'K1', minor: 10_000 });
  await books.addMandate('K1');
}

const theLine = () =>
  books.db.selectFrom('collection_line').select(['id', 'reference', 'state']).orderBy('id').executeTakeFirstOrThrow();
const actor = { by: 'a test', at: new Date('2026-01-15T10:00:00Z') };

const rejected = async () => {
  const { id, reference } = await theLine();
  const context = { reference, customerNumber: 'K1', why: 'no', minor: 10_000 };
  const finding = { problem: problem('COLLECTION_REJECTED', context), subject: 'line' as const, subjectId: id };
  return (await openExceptions(books.db, 1, [finding], actor))[0] ?? 0;
};
const paidOtherwise = async () => {
  const { id, reference, state } = await theLine();
  const context = { reference, customerNumber: 'K1', state, paymentId: 1, minor: 10_000 };
  const finding = { problem: problem('CLAIM_PAID_OTHERWISE', context), subject: 'line' as const, subjectId: id };
  return (await openExceptions(books.db, 1, [finding], actor))[0] ?? 0;
};
const act = (exceptionId: number, action: ActOnException['action'], target?: unknown, moment?: Moment) => {
  const parts = books.partsAt(moment);
  return actOnException({ exceptionId, action, target }, { ...parts, handlers: lineHandlers(parts) });
};

test('a line whose claim was paid otherwise is stopped, by the channel’s own way, once', async () => {
  await open({ kind: 'basis' });
  await frozenDelivery(books);
  const id = await paidOtherwise();
  const { reference } = await theLine();
  expect(await act(id, 'stop')).toMatchObject({
    ok: true,
    value: { exception: { state: 'solved' }, effect: { lineReference: reference, state: 'withdrawn' } },
  });
  expect(await act(id, 'stop')).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
  expect(await statesOf(books, 'delivery')).toEqual({ frozen: 2 });
});

test('what cannot be stopped any more is refused, and the entry stays open with nothing sent', async () => {
  await open({ kind: 'total' });
  await frozenDelivery(books);
  const id = await paidOtherwise();
  expect(await act(id, 'stop')).toMatchObject({ ok: false, error: { code: 'STOP_NOT_POSSIBLE' } });
  expect(await statesOf(books, 'delivery')).toEqual({ frozen: 1 });
  expect((await books.db.selectFrom('exception').select('state').execute()).map(({ state }) => state)).toEqual([
    'open',
  ]);
});

test('a rejected line is over: its claims are collected again by themselves, and that is confirmed while they are open', async () => {
  await open();
  await frozenDelivery(books);
  const { id: lineId, reference } = await theLine();
  await moveLines(books.db, 'reject', sql`r.id = ${lineId}`, actor);
  const id = await rejected();
  expect(await act(id, 'stop')).toMatchObject({
    ok: false,
    error: { context: { state: 'rejected, and no other line collects its claims' } },
  });
  expect(await act(id, 'resend')).toMatchObject({
    ok: true,
    value: { effect: { lineReference: reference, collectedAgain: [{ isTaken: false }] } },
  });
});

test('nothing is collected again of a rejected line whose claims were paid since', async () => {
  await open();
  await frozenDelivery(books);
  const { id: lineId } = await theLine();
  await moveLines(books.db, 'reject', sql`r.id = ${lineId}`, actor);
  const id = await rejected();
  await sql`update claim set is_open = false`.execute(books.db);
  expect(await act(id, 'resend')).toMatchObject({ ok: false, error: { code: 'NOT_ALLOWED_IN_STATE' } });
});

test('the lines of a refused delivery are taken up again together, before the deadline', async () => {
  await open();
  const { deliveryId } = await frozenDelivery(books);
  await moveLines(books.db, 'refuse', sql`r.delivery_id = ${deliveryId}`, actor);
  const context = { deliveryId: String(deliveryId), fileName: 'BS0601.txt', code: 'F', text: 'refused' };
  const finding = {
    problem: problem('DELIVERY_REFUSED', context),
    subject: 'delivery' as const,
    subjectId: deliveryId,
  };
  const [id = 0] = await openExceptions(books.db, 1, [finding], actor);
  const late = momentOf(new Date('2026-01-28T10:00:00Z'));
  expect(await act(id, 'resend', undefined, late)).toMatchObject({ ok: false, error: { code: 'DEADLINE_PASSED' } });
  expect(await act(id, 'resend')).toMatchObject({ ok: true, value: { effect: { linesTakenUp: 1 } } });
  expect(await theLine()).toMatchObject({ state: 'approved' });
  expect(await act(id, 'resend')).toMatchObject({ ok: true, value: { wasDoneBefore: true } });
});

test.each`
  what                   | target                     | code
  ${'that nobody has'}   | ${{ lineReference: 'T9' }} | ${'NOT_FOUND'}
  ${'named with a typo'} | ${{ lineReferense: 'T1' }} | ${'INPUT_WRONG'}
  ${'named by a number'} | ${{ lineReference: 12 }}   | ${'INPUT_WRONG'}
`('a line $what is not stopped', async ({ target, code }) => {
  await open();
  await approvedJournal(books);
  const id = await paidOtherwise();
  expect(await act(id, 'stop', target)).toMatchObject({ ok: false, error: { code } });
  expect(await theLine()).toMatchObject({ state: 'approved' });
});
