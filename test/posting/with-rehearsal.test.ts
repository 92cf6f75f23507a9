import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BcClient, createBcClient } from '#bc-connector';
import { actOnException } from '#exceptions';
import { knownDate, momentOf } from '#kernel';
import { controlTotals, postingHandlers, postPayments, proposePostings } from '#posting';
import { createRehearsalBc, type RehearsalBc } from '#rehearsal';
import { type TestDatabase, testDatabase } from '#test/database';
import { settingsFor } from '../bc-connector/client-kit.ts';
import { StrictBc } from '../bc-connector/strict-bc.ts';
import { companyId, foundCompany, march, type MadeJournal, type NewClaim, sendJournal } from './books.ts';
import { receiveFile } from './files-received.ts';
import { replayAll } from '#test/replay-all';

/** The real client against the rehearsal's Business Central, which was written from the specification by other hands. */
const moment = momentOf(new Date('2026-03-10T09:00:00Z'));
const parts = { moment, by: 'a test' };
let database: TestDatabase;
let tokens: StrictBc;
let world: RehearsalBc;
let bc: BcClient;

beforeEach(async () => {
  database = await testDatabase();
  await foundCompany(database.db);
  tokens = await new StrictBc().start();
  world = createRehearsalBc({
    seed: 3,
    customers: 200,
    today: () => moment.today,
    now: () => moment.at,
    stateFolder: null,
    limits: { perWindow: 1_000_000 },
  });
  const { baseUrl } = await world.listen();
  bc = createBcClient({ ...settingsFor(tokens), baseUrl }, { sleep: () => Promise.resolve(), random: () => 0.5 });
});
afterEach(async () => {
  await world.close();
  await tokens.stop();
  await database.close();
});

const post = () =>
  postPayments(
    { companyId, fromId: 0, toId: 999 },
    { database, ...parts, bc, bcCompanyId: world.company.id, parallel: 4 },
  );

/** Collects an open invoice of each of some customers of the rehearsal, and takes in a file that says all were paid. */
async function paidInvoices(count: number): Promise<{ journal: MadeJournal; paymentIds: readonly number[] }> {
  const seen = new Set<string>();
  const claims: (readonly NewClaim[])[] = [];
  for await (const page of bc.claims(world.company.id, { openOnly: true })) {
    for (const entry of page.entities) {
      const isPlain = entry.documentType === 'Invoice' && entry.currencyCode === '' && entry.onHold === '';
      if (!isPlain || seen.has(entry.customerNumber) || claims.length === count) continue;
      world.control.setBlocked(entry.customerNumber, ' ');
      seen.add(entry.customerNumber);
      const customer = `K${claims.length + 1}`;
      await sql`update customer set display_number = ${entry.customerNumber} where number = ${customer}`.execute(
        database.db,
      );
      const { entryNumber, remainingAmount: minor, postingDate } = entry;
      claims.push([{ customer, minor, entryNumber, postingDate: knownDate(postingDate) }]);
    }
  }
  const journal = await sendJournal(database.db, claims);
  const { paymentIds } = await receiveFile(
    database.db,
    journal.lines.map((line) => ({ line })),
  );
  await proposePostings({ companyId }, { database, ...parts });
  return { journal, paymentIds };
}

const remaining = (journal: MadeJournal) =>
  journal.lines.map(
    ({ claims }) => world.entries().find(({ entryNumber }) => entryNumber === claims[0]?.entryNumber)?.remaining,
  );

test.each(['insert payment', 'apply and post'] as const)(
  'the connection breaks after "%s" was committed, and nobody can be asked: posted once, and known the next time',
  async (request) => {
    const { journal } = await paidInvoices(3);
    world.control.failNext({ kind: 'reset-after', on: request, times: 3 });
    world.control.failNext({ kind: 'unavailable', on: 'read', times: 40 });
    const first = await post();
    expect(first.unclear).toBeGreaterThan(0);
    // What is left of the forced failures must not outlive the outage.
    for (let i = 0; i < 60; i++) await bc.findPayment(world.company.id, 'nothing').catch(() => undefined);
    for (let run = 0; run < 3; run++) await post();
    expect(world.books().paymentsPosted.count).toBe(3);
    expect(remaining(journal)).toEqual([0, 0, 0]);
    const { rows } = await sql<{ state: string; entry: number }>`
      select state, bc_entry_number as entry from posting`.execute(database.db);
    expect(rows.map(({ state }) => state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(new Set(rows.map(({ entry }) => entry)).size).toBe(3);
    expect((await controlTotals(database.db, { companyId })).tied).toBe(true);
    expect((await replayAll(database.db)).findings).toEqual([]);
  },
);

test('a payment and its return leave the invoice open as it was', async () => {
  const { journal, paymentIds } = await paidInvoices(2);
  await post();
  expect(remaining(journal)).toEqual([0, 0]);
  const [line, other] = journal.lines;
  if (!line || !other) throw new Error('no lines');
  await receiveFile(database.db, [{ line, kind: 'chargedBack', reversesId: paymentIds[0] ?? 0 }]);
  await proposePostings({ companyId }, { database, ...parts });
  expect(await post()).toMatchObject({ posted: 1, left: 0 });
  expect(remaining(journal)).toEqual([line.minor, 0]);
});

test('a closed period is refused in Business Central’s words, and posted when a person opened it and retries', async () => {
  const { journal } = await paidInvoices(1);
  world.control.setPostingRange(march(11), null);
  expect(await post()).toMatchObject({ refused: 1, left: 0 });
  const [exception] = await database.db.selectFrom('exception').select(['id', 'context']).execute();
  expect(exception?.context).toMatchObject({ text: expect.stringContaining('range of allowed posting dates') });
  expect(await post()).toMatchObject({ refused: 0, posted: 0 });
  world.control.setPostingRange(null, null);
  const command = { exceptionId: exception?.id ?? 0, action: 'retry' as const };
  expect(await actOnException(command, { database, ...parts, handlers: postingHandlers })).toMatchObject({ ok: true });
  expect(await post()).toMatchObject({ posted: 1 });
  expect(remaining(journal)).toEqual([0]);
});
