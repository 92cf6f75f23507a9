import { afterEach, expect, test } from 'vitest';
import { approveJournal, runUnattended, unattendedOrders, withdrawJournal } from '#journal';
import { momentOf } from '#kernel';
import {
  companyId,
  type CompanyBooks,
  type CompanyOptions,
  expectBooksToReplay,
  openCompanyBooks,
  statesOf,
} from '#test/company-books';

let books: CompanyBooks;
afterEach(() => books.close());

const at = (instant: string) => momentOf(new Date(instant));
const due = at('2026-01-19T06:00:00Z');

async function open(options: CompanyOptions = {}): Promise<void> {
  books = await openCompanyBooks({ unattendedDaysBefore: 4, ...options });
  await books.addClaim({ customer: 'K1', minor: 10_000 });
}

const run = (moment = due, by = 'timer') => runUnattended({ companyId }, books.partsAt(moment, by));

test.each`
  instant                   | isDue    | why
  ${'2026-01-18T12:00:00Z'} | ${false} | ${'five days before the deadline'}
  ${'2026-01-18T23:00:00Z'} | ${true}  | ${'four days before it, in Denmark'}
  ${'2026-01-23T09:59:00Z'} | ${true}  | ${'the last minute'}
  ${'2026-01-23T10:00:00Z'} | ${false} | ${'too late'}
  ${'2026-01-24T09:00:00Z'} | ${false} | ${'after the deadline'}
`('at $instant a journal is due $isDue: $why', async ({ instant, isDue }) => {
  await open();
  const orders = await unattendedOrders(books.database, companyId, at(instant));
  expect(orders.map((order) => order.paymentDate)).toEqual(isDue ? ['2026-02-02'] : []);
});

test('an agreement that does not ask for it builds nothing', async () => {
  books = await openCompanyBooks();
  expect(await unattendedOrders(books.database, companyId, due)).toEqual([]);
});

test('it goes from open entries to a frozen delivery, and any number of ticks makes one', async () => {
  await open();
  expect(await run()).toEqual([{ ok: true, value: 1 }]);
  expect(await run()).toEqual([{ ok: true, value: null }]);
  expect(await run(at('2026-01-21T06:00:00Z'))).toEqual([{ ok: true, value: null }]);
  expect([await statesOf(books, 'journal'), await statesOf(books, 'delivery')]).toEqual([
    { exported: 1 },
    { frozen: 1 },
  ]);
  await expectBooksToReplay(books);
});

test('where a second person must approve, it waits for them, and the next tick sends', async () => {
  await open({ secondApproval: true });
  expect(await run()).toEqual([{ ok: true, value: null }]);
  expect(await statesOf(books, 'journal')).toEqual({ validated: 1 });
  await run();
  expect(await statesOf(books, 'journal')).toEqual({ validated: 1 });
  await approveJournal({ journalId: 1 }, books.partsAt(due, 'boss@test'));
  expect(await run()).toEqual([{ ok: true, value: 1 }]);
});

test('a journal that a person withdrew is not made again', async () => {
  await open({ secondApproval: true });
  await run();
  await withdrawJournal({ journalId: 1 }, books.partsAt(due));
  expect(await run()).toEqual([{ ok: true, value: null }]);
  expect(await statesOf(books, 'journal')).toEqual({ withdrawn: 1 });
});

test('two ticks at once make one delivery', async () => {
  await open();
  await Promise.allSettled([run(), run()]);
  await run();
  expect([await statesOf(books, 'journal'), await statesOf(books, 'delivery')]).toEqual([
    { exported: 1 },
    { frozen: 1 },
  ]);
  await expectBooksToReplay(books);
});
