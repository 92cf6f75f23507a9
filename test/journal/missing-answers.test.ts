import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { missingAnswers, moveDeliveries, moveLines, settleDelivery, watchForAnswers } from '#journal';
import { type Moment, momentOf } from '#kernel';
import {
  companyId,
  type CompanyBooks,
  exceptionsOf,
  expectBooksToReplay,
  frozenDelivery,
  openCompanyBooks,
} from '#test/company-books';

let books: CompanyBooks;
beforeEach(async () => {
  books = await openCompanyBooks();
  await books.addClaim({ customer: 'K1', minor: 12_500 });
  await books.addClaim({ customer: 'K2', minor: 7_000 });
  await frozenDelivery(books);
  // Thursday 15 January, in the state a delivery has when it lies with the receiver.
  const actor = { by: 'queue', at: on('2026-01-15').at };
  for (const step of ['upload', 'rename', 'arrive'] as const) {
    await moveDeliveries(books.db, step, sql`true`, actor, step === 'arrive' ? { sent_at: actor.at } : {});
  }
});
afterEach(() => books.close());

const on = (day: string): Moment => momentOf(new Date(`${day}T09:00:00Z`));
const missing = async (day: string) =>
  (await missingAnswers(books.db, companyId, on(day))).map(({ what, dueBy }) => `${what} by ${dueBy}`);
const watch = (day: string) =>
  watchForAnswers({ companyId }, { database: books.database, moment: on(day), by: 'timer' });
const held = async (): Promise<boolean> => {
  const row = await books.db.selectFrom('channel_agreement').select('dunning_held_since').executeTakeFirstOrThrow();
  return row.dunning_held_since !== null;
};
const answer = (outcome: 'received' | 'accepted', day: string) =>
  books.db.transaction().execute(async (tx) => {
    const delivery = await tx.selectFrom('delivery').selectAll().executeTakeFirstOrThrow();
    await settleDelivery(
      tx,
      companyId,
      delivery,
      { outcome, code: '', text: '', told: null },
      { by: 'queue', at: on(day).at },
    );
  });

test('a receipt is waited for until the end of its last day, and weekends do not count', async () => {
  expect(await missing('2026-01-16')).toEqual([]);
  const both = ['transmission receipt (T) by 2026-01-16', 'delivery receipt (V) by 2026-01-16'];
  expect(await missing('2026-01-17')).toEqual(both);
});

test('what has come is not missed any more', async () => {
  await answer('received', '2026-01-15');
  expect(await missing('2026-01-19')).toEqual(['delivery receipt (V) by 2026-01-16']);
  await answer('accepted', '2026-01-19');
  expect(await missing('2026-01-19')).toEqual([]);
});

test('after the payment date one line’s outcome is enough, and none at all is silence', async () => {
  await answer('accepted', '2026-01-15');
  // 2 February and seven banking days.
  expect(await missing('2026-02-11')).toEqual([]);
  expect(await missing('2026-02-12')).toEqual(['payment information (0602) by 2026-02-11']);
  await moveLines(books.db, 'reject', sql`r.customer_number = 'K1'`, { by: 'queue', at: on('2026-02-12').at });
  expect(await missing('2026-02-12')).toEqual([]);
});

test('silence is told once, holds dunning, and both end by themselves when the answer comes', async () => {
  await watch('2026-01-16');
  expect(await held()).toBe(false);
  await watch('2026-01-19');
  await watch('2026-01-20');
  expect((await exceptionsOf(books)).map(({ code, state }) => [code, state])).toEqual([
    ['ANSWER_MISSING', 'open'],
    ['ANSWER_MISSING', 'open'],
  ]);
  expect(await held()).toBe(true);
  await answer('accepted', '2026-01-20');
  await watch('2026-01-20');
  expect((await exceptionsOf(books)).map(({ state }) => state)).toEqual(['solved', 'solved']);
  expect(await held()).toBe(false);
  await expectBooksToReplay(books);
});
