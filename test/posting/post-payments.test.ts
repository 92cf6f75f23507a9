import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem } from '#kernel';
import { march, sendJournal } from './books.ts';
import { receiveFile } from './files-received.ts';
import { type Office, openOffice } from './office.ts';
import { replayAll } from '#test/replay-all';

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.database.close());

test('a payment is posted under its identity, with what it pays, in Business Central’s own words', async () => {
  const { journal } = await office.proposeFor(['K1']);
  expect(await office.post()).toEqual({ posted: 1, refused: 0, unclear: 0, left: 0, problem: null, isBusy: false });
  const [line] = journal.lines;
  expect(office.bc.booked).toEqual([
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
  expect(office.bc.booked[0]?.externalDocumentNumber).toMatch(/^BS[A-Z2-7]{20}$/);
  expect(await office.postings()).toEqual([
    { state: 'confirmed', document: 'PAY1', text: null, payment: 'matched', attempts: 1 },
  ]);
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

test('what is posted is not posted again, and nothing is asked', async () => {
  await office.proposeFor(['K1', 'K2']);
  await office.post();
  await office.propose();
  expect(await office.post()).toMatchObject({ posted: 0, left: 0 });
  expect([office.bc.asked.length, office.bc.looked.length]).toEqual([2, 0]);
});

test('a payment that is spread lists what goes where, with credit memos negative and the rest on account', async () => {
  const journal = await sendJournal(office.database.db, [
    [
      { customer: 'K1', minor: 10_000 },
      { customer: 'K1', minor: -2_000 },
    ],
  ]);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  const [invoice, memo] = line.claims;
  await receiveFile(office.database.db, [
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
  await office.propose();
  await office.post();
  expect(office.bc.booked).toMatchObject([
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
  await office.proposeFor(['K1', 'K2']);
  office.bc.fates = [{ kind: 'refuse', text: 'Customer 00K1 is blocked' }];
  expect(await office.post()).toMatchObject({ posted: 1, refused: 1, left: 0 });
  expect((await office.postings())[0]).toEqual({
    state: 'failed',
    document: null,
    text: 'Customer 00K1 is blocked',
    payment: 'parked',
    attempts: 1,
  });
  expect(await office.openCodes()).toEqual(['POSTING_REFUSED']);
  const kept = await office.database.db
    .selectFrom('posting')
    .select('bc_correlation_id')
    .where('state', '=', 'failed')
    .execute();
  expect(kept).toEqual([{ bc_correlation_id: 'corr-1' }]);
  await office.propose();
  expect(await office.post()).toMatchObject({ posted: 0, refused: 0, left: 0 });
  expect(office.bc.asked.length).toBe(2);
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

test('a payment that does not fit Business Central’s fields is refused before anything is sent', async () => {
  await office.proposeFor(['K1']);
  const unfit = problem('FIELD_NOT_WRITABLE', {
    record: 'x',
    field: 'customerNumber',
    value: 'long',
    expected: '20 signs',
  });
  office.bc.fates = [{ kind: 'throw', problem: unfit }];
  expect(await office.post()).toMatchObject({ refused: 1, unclear: 0 });
  expect(await office.openCodes()).toEqual(['POSTING_REFUSED']);
});

test('a return waits for its payment and then takes back that very entry', async () => {
  const { journal, paymentIds } = await office.proposeFor(['K1']);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  await receiveFile(office.database.db, [
    { line, kind: 'chargedBack', bookkeepingDate: march(6), reversesId: paymentIds[0] ?? 0 },
  ]);
  await office.propose();
  expect(await office.post({ parallel: 4 })).toMatchObject({ posted: 2, left: 0 });
  expect(
    office.bc.booked.map(({ type, amount, appliesToEntryNumber }) => [type, amount, appliesToEntryNumber]),
  ).toEqual([
    ['Payment', 10_000, line.claims[0]?.entryNumber],
    ['Return', 10_000, 5001],
  ]);
  expect(office.bc.booked[1]).toMatchObject({ applications: [], postingDate: march(6), customerNumber: '00K1' });
});

test('a return whose payment was refused is not sent, and says why', async () => {
  const { journal, paymentIds } = await office.proposeFor(['K1']);
  const [line] = journal.lines;
  if (!line) throw new Error('no line');
  await receiveFile(office.database.db, [{ line, kind: 'chargedBack', reversesId: paymentIds[0] ?? 0 }]);
  await office.propose();
  office.bc.fates = [{ kind: 'refuse', text: 'blocked' }];
  expect(await office.post()).toMatchObject({ refused: 1, left: 0 });
  expect((await office.postings()).map(({ state, payment }) => [state, payment])).toEqual([
    ['failed', 'parked'],
    ['failed', 'parked'],
  ]);
  expect(office.bc.asked.length).toBe(1);
  expect(await office.openCodes()).toEqual(['POSTING_REFUSED', 'CHARGED_BACK_WITHOUT_PAYMENT']);
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});
