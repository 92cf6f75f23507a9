import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem } from '#kernel';
import { postPayments, type PostReport, proposePostings } from '#posting';
import { bcCompanyId, companyId, march, parts, sendJournal } from './books.ts';
import { receiveFile } from './files-received.ts';
import { busy } from './fake-bc.ts';
import { type Office, openOffice } from './office.ts';

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.database.close());

test('two workers at once: one posts, the other says that it is busy', async () => {
  await office.proposeFor(['K1', 'K2', 'K3', 'K4']);
  const reports: PostReport[] = [];
  office.bc.afterPosting = async () => {
    // The other comes in the middle of the first one's work.
    if (reports.length === 0) reports.push(await office.post());
  };
  reports.push(await office.post());
  expect(reports).toMatchObject([
    { isBusy: true, posted: 0, left: 4 },
    { isBusy: false, posted: 4, left: 0 },
  ]);
  expect(office.bc.booked.length).toBe(4);
});

test('a customer’s movements go in order and one at a time, others beside them, at most four', async () => {
  const customers = ['K1', 'K1', 'K1', 'K2', 'K3', 'K4', 'K5', 'K6'];
  for (let n = 0; n < 2; n++) await office.proposeFor([...new Set(customers)]);
  await office.proposeFor(['K1']);
  office.bc.fates = [{ kind: 'slow', turns: 40 }];
  expect(await office.post({ parallel: 9 })).toMatchObject({ posted: 13, left: 0 });
  expect(office.bc.hasOverlapped()).toBe(false);
  expect(office.bc.mostAtOnce()).toBe(4);
  const ofK1 = office.bc.booked
    .filter(({ customerNumber }) => customerNumber === '00K1')
    .map(({ idempotencyKey }) => idempotencyKey);
  const inOrder = await office.database.db
    .selectFrom('posting')
    .select('idempotency_key')
    .where('customer_number', '=', 'K1')
    .orderBy('id')
    .execute();
  expect(ofK1).toEqual(inOrder.map((row) => row.idempotency_key));
});

test('without leave for more, one is in flight at a time', async () => {
  await office.proposeFor(['K1', 'K2', 'K3']);
  await office.post();
  expect(office.bc.mostAtOnce()).toBe(1);
});

test('nothing of a customer overtakes a movement that is unclear', async () => {
  await office.proposeFor(['K1', 'K2']);
  await office.proposeFor(['K1']);
  office.bc.fates = [{ kind: 'loseRequest' }];
  expect(await office.post()).toMatchObject({ posted: 1, unclear: 1, left: 2 });
  expect((await office.postings()).map(({ state }) => state)).toEqual(['sent', 'confirmed', 'proposed']);
});

test('a range takes along what stands before it, so that no work waits for other work', async () => {
  await office.proposeFor(['K1']);
  await office.proposeFor(['K1']);
  const { id } = await office.database.db
    .selectFrom('posting')
    .select((row) => row.fn.max('id').as('id'))
    .executeTakeFirstOrThrow();
  const report = await postPayments(
    { companyId, fromId: id, toId: id },
    { database: office.database, ...parts, bc: office.bc, bcCompanyId },
  );
  expect(report).toMatchObject({ posted: 2, left: 0 });
});

test('a posting whose date has not come waits', async () => {
  const journal = await sendJournal(office.database.db, [[{ customer: 'K1', minor: 10_000, postingDate: march(12) }]]);
  await receiveFile(
    office.database.db,
    journal.lines.map((line) => ({ line })),
  );
  const proposed = await office.propose();
  expect([proposed.proposed, proposed.work.length]).toEqual([1, 0]);
  expect(await office.post()).toMatchObject({ posted: 0, left: 0 });
  const moment = { ...parts.moment, today: march(12) };
  expect((await proposePostings({ companyId }, { database: office.database, ...parts, moment })).work.length).toBe(1);
  expect(await office.post({ moment })).toMatchObject({ posted: 1 });
  expect(office.bc.booked).toMatchObject([{ postingDate: march(12) }]);
});

test.each`
  code                      | stop
  ${'BC_SIGN_IN_FAILED'}    | ${problem('BC_SIGN_IN_FAILED', { text: 'no' })}
  ${'BC_FORBIDDEN'}         | ${problem('BC_FORBIDDEN', { text: 'no' })}
  ${'BC_EXTENSION_MISSING'} | ${problem('BC_EXTENSION_MISSING', { url: '/', text: 'no' })}
  ${'BC_UPGRADING'}         | ${problem('BC_UPGRADING', { text: 'no' })}
`(
  '$code ends the run: the rest stays proposed, and the company’s entry closes when posting works again',
  async ({ code, stop }) => {
    await office.proposeFor(['K1', 'K2', 'K3']);
    office.bc.fates = [{ kind: 'post' }, { kind: 'stop', problem: stop }];
    expect(await office.post()).toMatchObject({ posted: 1, unclear: 1, left: 2, problem: stop });
    expect((await office.postings()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['confirmed', 1],
      ['sent', 1],
      ['proposed', 0],
    ]);
    expect(office.bc.asked.length).toBe(2);
    expect(await office.openCodes()).toEqual([code]);
    expect(await office.post()).toMatchObject({ posted: 2, left: 0, problem: null });
    expect(await office.openCodes()).toEqual([]);
    expect(office.bc.booked.length).toBe(3);
  },
);

test('when Business Central does not answer at all the run ends after a few, and goes on the next time', async () => {
  await office.proposeFor(['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8']);
  office.bc.fates = Array.from({ length: 5 }, () => ({ kind: 'loseRequest' as const }));
  expect(await office.post()).toMatchObject({ posted: 0, unclear: 5, left: 8, problem: busy });
  expect(office.bc.asked.length).toBe(5);
  expect(await office.openCodes()).toEqual([]);
  expect(await office.post()).toMatchObject({ posted: 8, left: 0 });
  expect(office.bc.booked.length).toBe(8);
});

test('progress is told to the end', async () => {
  await office.proposeFor(['K1', 'K2', 'K3']);
  const told: (readonly number[])[] = [];
  await office.post({ progress: (done: number, total: number) => told.push([done, total]) });
  expect(told.at(-1)).toEqual([3, 3]);
});
