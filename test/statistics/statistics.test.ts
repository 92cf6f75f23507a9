import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openExceptions } from '#exceptions';
import { knownDate, problem } from '#kernel';
import { figureNames, listLines, statistics } from '#statistics';
import { type TestDatabase, testDatabase } from '#test/database';
import { actor, companyId, foundCompany, march, sendJournal } from '../posting/books.ts';
import { receiveFile } from '../posting/files-received.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
  await foundCompany(database.db);
});
afterEach(() => database.close());

const of = (by: 'month' | 'day', from = march(1), to = march(31)) =>
  statistics(database.db, { companyId, from, to, by });

/** Seven lines in March: one charged back, one paid with a difference, one rejected, one stopped, one with an open exception. */
async function month() {
  const journal = await sendJournal(
    database.db,
    [1, 2, 3, 4, 5, 6, 7].map((n) => [{ customer: `K${n}`, minor: n * 100 }]),
  );
  const [one, two, three, four, five] = journal.lines;
  if (!one || !two || !three || !four || !five) throw new Error('no lines');
  const { paymentIds } = await receiveFile(database.db, [
    { line: one },
    { line: two, effect: 150, allocations: [{ claimId: null, minor: 150 }] },
    { line: three },
  ]);
  await receiveFile(database.db, [{ line: one, kind: 'chargedBack', reversesId: paymentIds[0] ?? 0 }]);
  await sql`update collection_line set state = 'rejected' where id = ${four.id}`.execute(database.db);
  await sql`update collection_line set state = 'withdrawn' where id = ${five.id}`.execute(database.db);
  const found = problem('ALREADY_PAID', { reference: '', customerNumber: '', minor: 1 });
  await openExceptions(
    database.db,
    companyId,
    [
      { problem: found, subject: 'payment', subjectId: paymentIds[2] ?? 0 },
      { problem: found, subject: 'line', subjectId: three.id },
      { problem: found, subject: 'file', subjectId: 1 },
      { problem: found, subject: 'company', subjectId: companyId },
    ],
    actor,
  );
  return journal;
}

test('a month counts what became of its lines, in count and in money', async () => {
  await month();
  const { rows, exceptionsWithoutLine } = await of('month');
  expect(rows.map(({ channel, period, from, to }) => [channel, period, from, to])).toEqual([
    ['betalingsservice', '2026-03', march(1), march(31)],
  ]);
  const [row] = rows;
  expect(figureNames.map((name) => [name, row?.figures[name].count, row?.figures[name].minor])).toEqual([
    ['built', 7, 2_800],
    ['sent', 7, 2_800],
    ['acknowledged', 6, 2_300],
    ['paid', 2, 450],
    ['rejected', 1, 400],
    ['chargedBack', 1, 100],
    ['withDifference', 1, -50],
    ['openExceptions', 1, 300],
  ]);
  expect(exceptionsWithoutLine).toBe(2);
});

test('every figure opens exactly the lines behind it, page by page', async () => {
  await month();
  await sendJournal(database.db, [[{ customer: 'K1', minor: 40 }], [{ customer: 'K2', minor: 2 }]]);
  for (const by of ['month', 'day'] as const) {
    for (const { figures } of (await of(by)).rows) {
      for (const { count, minor, filter } of Object.values(figures)) {
        const lines = [];
        for (let after = 0; ; ) {
          const page = await listLines(database.db, filter, { after, limit: 2 });
          lines.push(...page);
          if (page.length < 2) break;
          after = page.at(-1)?.id ?? 0;
        }
        expect([filter, lines.length, lines.reduce((sum, line) => sum + line.minor, 0)]).toEqual([
          filter,
          count,
          minor,
        ]);
        expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
      }
    }
  }
});

test('days stand for themselves, and a window cuts the month', async () => {
  await sendJournal(database.db, [[{ customer: 'K1', minor: 40 }]]);
  await sendJournal(database.db, [[{ customer: 'K2', minor: 2 }]]);
  const days = (await of('day')).rows;
  expect(days.map(({ figures }) => figures.built.minor)).toEqual(expect.arrayContaining([40, 2]));
  expect(days.every(({ period, from, to }) => period === from && from === to)).toBe(true);
  const [first] = days;
  if (!first) throw new Error('no day');
  const cut = (await of('month', first.from, first.to)).rows;
  expect(cut).toMatchObject([{ period: '2026-03', from: first.from, to: first.to, figures: { built: { count: 1 } } }]);
});

test('what was withdrawn whole, and other companies, do not count', async () => {
  const journal = await month();
  await sql`update journal set state = 'withdrawn' where id = ${journal.id}`.execute(database.db);
  expect((await of('month')).rows).toEqual([]);
  const query = { companyId: 2, from: march(1), to: march(31), by: 'month' as const };
  expect(await statistics(database.db, query)).toEqual({ rows: [], exceptionsWithoutLine: 0 });
});

test('an empty window has no rows', async () => {
  await month();
  expect((await of('month', knownDate('2026-04-01'), knownDate('2026-04-30'))).rows).toEqual([]);
});
