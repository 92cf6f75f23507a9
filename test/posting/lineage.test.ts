import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveLines } from '#journal';
import { type LineStory, lineStory, postPayments, proposePostings } from '#posting';
import { type TestDatabase, testDatabase } from '#test/database';
import {
  actor,
  answerDelivery,
  bcCompanyId,
  companyId,
  foundCompany,
  freezeLines,
  type MadeLine,
  moment,
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

/** A line of two claims, paid and charged back, whose return Business Central refused. */
async function walk(): Promise<MadeLine> {
  const journal = await sendJournal(database.db, [
    [
      { customer: 'K1', minor: 10_000 },
      { customer: 'K1', minor: 2_500 },
    ],
    [{ customer: 'K2', minor: 1 }],
  ]);
  const [line, other] = journal.lines;
  if (!line || !other) throw new Error('no lines');
  const { paymentIds } = await receiveFile(database.db, [{ line: other }, { line }]);
  await receiveFile(database.db, [{ line, kind: 'chargedBack', reversesId: paymentIds[1] ?? 0 }]);
  await proposePostings({ companyId }, { database, ...parts });
  const bc = fakeBc();
  bc.fates = [{ kind: 'post' }, { kind: 'post' }, { kind: 'refuse', text: 'the period is closed' }];
  await postPayments({ companyId, fromId: 0, toId: 99 }, { database, ...parts, bc, bcCompanyId });
  return line;
}

async function storyOf(
  which: { reference: string } | { lineId: number } | { entryNumber: number },
): Promise<LineStory> {
  const story = await lineStory(database.db, { companyId, ...which }, moment.at);
  if (!story) throw new Error('no story');
  return story;
}

test('the whole story of a line is told, from its ledger entries to what Business Central said', async () => {
  const line = await walk();
  const story = await storyOf({ reference: line.reference });
  expect(story.line).toMatchObject({ id: line.id, customerNumber: 'K1', minor: 12_500, state: 'chargedBack' });
  expect(story.journal).toMatchObject({ state: 'exported', builtBy: 'a test' });
  expect(story.claims.map(({ entryNumber, minor }) => [entryNumber, minor])).toEqual(
    line.claims.map(({ entryNumber, minor }) => [entryNumber, minor]),
  );
  expect(story.deliveries).toMatchObject([
    { state: 'accepted', sha256: expect.stringContaining('sha-out'), size: 128 },
  ]);
  expect(story.payments).toMatchObject([
    {
      kind: 'paid',
      effectMinor: 12_500,
      lineNumber: 2,
      bytes: { from: 260, to: 388 },
      file: { sha256: expect.stringContaining('sha-in') },
      allocations: [
        { entryNumber: line.claims[0]?.entryNumber, minor: 10_000, rung: 'our reference', isUndone: false },
        { entryNumber: line.claims[1]?.entryNumber, minor: 2_500, explanation: { rung: 'our reference' } },
      ],
      posting: { kind: 'payment', state: 'confirmed', documentNumber: 'PAY2', bcEntryNumber: 5002 },
    },
    {
      kind: 'chargedBack',
      effectMinor: -12_500,
      posting: { kind: 'return', state: 'failed', bcText: 'the period is closed', bcCorrelationId: 'corr-1' },
    },
  ]);
  expect(story.exceptions).toMatchObject([{ code: 'POSTING_REFUSED', state: 'open', subject: 'posting' }]);
  expect(story.relatedReferences).toEqual([]);
});

test('all that happened is told in order and in plain words, and nothing of other lines', async () => {
  const line = await walk();
  const { events } = await storyOf({ lineId: line.id });
  expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort((a, b) => a - b));
  const told = events.map(({ text }) => text);
  expect(told).toEqual(
    expect.arrayContaining([
      `Line ${line.reference}: 125,00 from customer K1 on ${(await storyOf({ lineId: line.id })).line.paymentDate}`,
      'The line was written into a delivery',
      'The line’s delivery was accepted',
      'Told in line 2, record 0236: 125,00',
      'Told in line 1, record 0239: -125,00',
      '25,00 by our reference',
      'A payment of 125,00 is to be posted on 2026-03-03',
      'Posted as document PAY2, entry 5002',
      'Not posted: the period is closed',
      'In the error log: POSTING_REFUSED',
    ]),
  );
  expect(told.some((text) => text.includes('0,01'))).toBe(false);
  expect(events.every(({ by, text }) => by === 'a test' && text !== '')).toBe(true);
});

test('the way back: a ledger entry leads to the same story', async () => {
  const line = await walk();
  const [, second] = line.claims;
  expect((await storyOf({ entryNumber: second?.entryNumber ?? 0 })).line.reference).toBe(line.reference);
});

test('a ledger entry that was collected twice leads to the latest line, which names the other', async () => {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 10_000 }]]);
  const [first] = journal.lines;
  const again = await sendJournal(database.db, [[{ customer: 'K2', minor: 10_000 }]]);
  const [second] = again.lines;
  await sql`update line_claim set is_live = false`.execute(database.db);
  await sql`insert into line_claim values (${second?.id}, ${first?.claims[0]?.id}, 10000, true)`.execute(database.db);
  const story = await storyOf({ entryNumber: first?.claims[0]?.entryNumber ?? 0 });
  expect([story.line.reference, story.relatedReferences]).toEqual([second?.reference, [first?.reference]]);
});

test('every delivery a line was in is named, also the one that was refused', async () => {
  const journal = await sendJournal(database.db, [[{ customer: 'K1', minor: 10_000 }]]);
  const [line] = journal.lines;
  // Nets refused the first delivery after all.
  await sql`update collection_line set state = 'exported'`.execute(database.db);
  await answerDelivery(database.db, journal.deliveryId, 'refuse');
  await moveLines(database.db, 'resend', sql`r.id = ${line?.id}`, actor, { delivery_id: null });
  const second = await freezeLines(database.db, journal.id);
  const story = await storyOf({ reference: line?.reference ?? '' });
  expect(story.deliveries.map(({ id, state }) => [id, state])).toEqual([
    [journal.deliveryId, 'refused'],
    [second, 'sent'],
  ]);
});

test.each([{ reference: 'T00000000' }, { lineId: 999 }, { entryNumber: 999_999 }])(
  '%o leads nowhere',
  async (which) => {
    await walk();
    expect(await lineStory(database.db, { companyId, ...which }, moment.at)).toBeNull();
  },
);

test('a line of another company is not told', async () => {
  const line = await walk();
  expect(await lineStory(database.db, { companyId: 2, reference: line.reference }, moment.at)).toBeNull();
});
