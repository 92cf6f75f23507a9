import type { CalendarDate } from '#kernel';
import { type RawBuilder, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveLines } from '#journal';
import { chainNames, type ChainTotals, controlTotals, postPayments, proposePostings } from '#posting';
import { updateWithEvents } from '#store';
import { type TestDatabase, testDatabase } from '#test/database';
import {
  actor,
  answerDelivery,
  bcCompanyId,
  companyId,
  foundCompany,
  freezeLines,
  march,
  parts,
  sendJournal,
} from './books.ts';
import { receiveFile } from './files-received.ts';
import { fakeBc } from './fake-bc.ts';

let database: TestDatabase;

beforeEach(async () => {
  database = await testDatabase();
  await foundCompany(database.db);
});
afterEach(() => database.close());

const totalsOf = async (scope: { from?: CalendarDate; to?: CalendarDate }): Promise<ChainTotals> => {
  const [chain] = (await controlTotals(database.db, { companyId, ...scope })).currencies;
  if (!chain) throw new Error('the company collects in no currency');
  return chain;
};
const totals = () => totalsOf({});
const shown = ({ chain }: ChainTotals) =>
  Object.fromEntries(chain.map(({ name, count, minor }) => [name, [count, minor]]));
const broken = ({ ties }: ChainTotals) =>
  ties.filter(({ ok }) => !ok).map(({ name, gap }) => [name, gap.count, gap.minor]);

/** Three lines out of four claims; two are paid, one of them is charged back, and one posting is refused. */
async function month() {
  const journal = await sendJournal(database.db, [
    [
      { customer: 'K1', minor: 10_000 },
      { customer: 'K1', minor: -1_000 },
    ],
    [{ customer: 'K2', minor: 5_000 }],
    [{ customer: 'K3', minor: 700 }],
  ]);
  const [one, two] = journal.lines;
  if (!one || !two) throw new Error('no lines');
  const { paymentIds } = await receiveFile(database.db, [{ line: one }, { line: two }]);
  await receiveFile(database.db, [{ line: one, kind: 'chargedBack', reversesId: paymentIds[0] ?? 0 }]);
  await proposePostings({ companyId }, { database, ...parts });
  const bc = fakeBc();
  bc.fates = [{ kind: 'post' }, { kind: 'refuse', text: 'blocked' }];
  await postPayments({ companyId, fromId: 0, toId: 999 }, { database, ...parts, bc, bcCompanyId });
  return journal;
}

test('the chain of an empty company ties at nothing', async () => {
  const found = await totals();
  expect(found.tied).toBe(true);
  expect(found.chain.map(({ name }) => name)).toEqual([...chainNames]);
  expect(found.chain.every(({ count, minor }) => count === 0 && minor === 0)).toBe(true);
});

test('the chain of a month ties, and every figure is what happened', async () => {
  await month();
  const found = await totals();
  expect(broken(found)).toEqual([]);
  expect(shown(found)).toEqual({
    open: [4, 14_700],
    chosen: [4, 14_700],
    leftOut: [0, 0],
    journal: [3, 14_700],
    withheld: [0, 0],
    unsent: [0, 0],
    file: [3, 14_700],
    accepted: [3, 14_700],
    refused: [0, 0],
    awaiting: [0, 0],
    payments: [3, 5_000],
    matched: [2, 0],
    parked: [1, 5_000],
    noted: [0, 0],
    posted: [2, 0],
    awaitingPosting: [0, 0],
  });
});

test('claims that were left out are counted by their own rows', async () => {
  const { id, lines } = await sendJournal(database.db, [[{ customer: 'K1', minor: 100 }]]);
  await sql`insert into left_out values (${id}, ${lines[0]?.claims[0]?.id}, 'NOT_DUE', '', 4000)`.execute(database.db);
  expect(broken(await totals())).toEqual([['open = chosen + leftOut', -1, -4_000]]);
  await sql`update journal set open_count = 2, open_minor = 4100`.execute(database.db);
  expect(broken(await totals())).toEqual([]);
  expect(shown(await totals())).toMatchObject({ open: [2, 4_100], chosen: [1, 100], leftOut: [1, 4_000] });
});

test('a refused delivery that is sent again is in two files, and the chain says so', async () => {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 100 }], [{ customer: 'K2', minor: 20 }]]);
  const again = await sendJournal(database.db, [[{ customer: 'K3', minor: 3 }]]);
  const { db } = database;
  // The second delivery is refused instead of accepted: a fresh one shows it step by step.
  await updateWithEvents(db, 'collection_line', { state: 'exported' }, sql`r.journal_id = ${again.id}`, 'test', actor);
  await updateWithEvents(db, 'delivery', { state: 'sent' }, sql`r.id = ${again.deliveryId}`, 'test', actor);
  expect(shown(await totals())).toMatchObject({ accepted: [2, 120], awaiting: [1, 3] });
  await answerDelivery(db, again.deliveryId, 'refuse');
  expect(shown(await totals())).toMatchObject({ file: [3, 123], refused: [1, 3], awaiting: [0, 0] });
  await moveLines(db, 'resend', sql`r.journal_id = ${again.id}`, actor, { delivery_id: null });
  expect(shown(await totals())).toMatchObject({ journal: [4, 126], file: [3, 123], unsent: [1, 3], refused: [1, 3] });
  await freezeLines(db, again.id);
  expect(broken(await totals())).toEqual([]);
  expect(shown(await totals())).toMatchObject({ journal: [4, 126], file: [4, 126], unsent: [0, 0], awaiting: [1, 3] });
  expect(journal.lines.length).toBe(2);
});

test('a line that was stopped after it was sent stays in its file’s total', async () => {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 100 }]]);
  await moveLines(database.db, 'withdraw', sql`r.journal_id = ${journal.id}`, actor);
  expect(broken(await totals())).toEqual([]);
  expect(shown(await totals())).toMatchObject({ journal: [1, 100], withheld: [0, 0], accepted: [1, 100] });
});

test('a line withdrawn before it was sent is withheld', async () => {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 100 }]]);
  await sql`insert into collection_line (company_id, journal_id, agreement_id, reference, customer_number, debtor_group,
      payment_date, direction, amount_minor, currency, state)
    values (1, ${journal.id}, 1, 'TX', 'K9', '00001', '2026-03-20', 'collect', 7, 'DKK', 'withdrawn'),
      (1, ${journal.id}, 1, 'TY', 'K8', '00001', '2026-03-20', 'collect', 9, 'DKK', 'faulty'),
      (1, ${journal.id}, 1, 'TZ', 'K7', '00001', '2026-03-20', 'collect', 11, 'DKK', 'approved')`.execute(database.db);
  expect(shown(await totals())).toMatchObject({
    journal: [2, 111],
    withheld: [2, 16],
    unsent: [1, 11],
    file: [1, 100],
  });
});

test.each<[string, RawBuilder<unknown>, readonly (readonly [string, number, number])[]]>([
  [
    'a journal’s count of open claims',
    sql`update journal set open_count = open_count + 1`,
    [['open = chosen + leftOut', 1, 0]],
  ],
  [
    'an amount chosen',
    sql`update journal set chosen_minor = chosen_minor - 5, open_minor = open_minor - 5`,
    [['chosen = shares in lines', 0, -5]],
  ],
  [
    'a share that vanished',
    sql`delete from line_claim where line_id = 2`,
    [
      ['chosen = shares in lines', 1, 5_000],
      ['shares in lines = lines', -1, -5_000],
    ],
  ],
  [
    'a line’s amount',
    sql`update collection_line set amount_minor = amount_minor + 1 where id = 1`,
    [
      ['shares in lines = lines', 0, -1],
      ['journal = file + unsent', 0, 1],
      ['file = accepted + refused + awaiting', 0, -1],
    ],
  ],
  [
    'a file’s total',
    sql`update delivery set net_minor = net_minor + 2, collections = collections + 1`,
    [
      ['journal = file + unsent', -1, -2],
      ['file = accepted + refused + awaiting', 1, 2],
    ],
  ],
  [
    'a line nobody knows the fate of',
    sql`update collection_line set state = 'refused' where id = 3`,
    [['file = accepted + refused + awaiting', 1, 700]],
  ],
  [
    'a payment that vanished from its file',
    sql`update inbound_file set fact_count = fact_count + 1, effect_minor = effect_minor + 9 where id = 1`,
    [['files received = payments read', 1, 9]],
  ],
  [
    'an allocation',
    sql`update allocation set amount_minor = amount_minor + 3 where id = 1`,
    [
      ['payments = matched + parked + noted', 0, -3],
      ['matched = posted + awaitingPosting', 0, 3],
    ],
  ],
  [
    'a posting',
    sql`update posting set amount_minor = amount_minor + 4 where id = 1`,
    [['matched = posted + awaitingPosting', 0, -4]],
  ],
])('tampering with %s is found, and the gap is named', async (_what, tamper, gaps) => {
  await month();
  await tamper.execute(database.db);
  const found = await totals();
  expect(found.tied).toBe(false);
  expect(broken(found)).toEqual(gaps);
});

test('a tie that does not hold explains itself in count and in money', async () => {
  await month();
  await sql`update delivery set net_minor = net_minor + 123456, collections = collections + 1`.execute(database.db);
  const found = (await totals()).ties.find(({ name }) => name === 'journal = file + unsent');
  expect(found?.explain).toBe(
    'journal = file + unsent does not hold: 3 with 147,00 on the left, 4 with 1.381,56 on the right, a gap of -1 with -1.234,56',
  );
});

test('a period holds its own journals and payments only', async () => {
  await month();
  const none = await totalsOf({ from: march(20), to: march(31) });
  expect(none.chain.every(({ count }) => count === 0)).toBe(true);
  const all = await totalsOf({ from: march(1), to: march(31) });
  expect(shown(all)).toEqual(shown(await totals()));
});
