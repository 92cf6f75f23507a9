import { afterEach, beforeEach, expect, test } from 'vitest';
import { busy, type FakeBc } from './fake-bc.ts';
import { mortal, type Office, openOffice } from './office.ts';
import { problem } from '#kernel';
import { replayAll } from '#test/replay-all';

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.database.close());

test.each`
  what                                 | fate                       | asksAgain
  ${'posted, and the answer was lost'} | ${{ kind: 'loseAnswer' }}  | ${0}
  ${'never arrived'}                   | ${{ kind: 'loseRequest' }} | ${1}
  ${'made as a row and not posted'}    | ${{ kind: 'loseBetween' }} | ${1}
`('after an answer that was lost it is asked, and posted once: it was $what', async ({ fate, asksAgain }) => {
  await office.proposeFor(['K1']);
  office.bc.fates = [fate];
  expect(await office.post()).toMatchObject({ posted: 0, unclear: 1, left: 1 });
  expect(await office.postings()).toMatchObject([{ state: 'sent' }]);
  expect(await office.post()).toMatchObject({ posted: 1, left: 0 });
  expect(office.bc.booked.length).toBe(1);
  expect(office.bc.asked.length).toBe(1 + asksAgain);
  expect(await office.postings()).toMatchObject([{ state: 'confirmed', document: expect.stringMatching(/^PAY/) }]);
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

test('a posting left sent that Business Central refused is refused, not sent again', async () => {
  await office.proposeFor(['K1']);
  office.bc.fates = [{ kind: 'refuse', text: 'The period is closed' }];
  const doomed = mortal(office.database);
  const postPayment: FakeBc['postPayment'] = async (...call) => {
    const answer = await office.bc.postPayment(...call);
    doomed.kill();
    return answer;
  };
  const dying = { ...office.bc, postPayment };
  await expect(office.post({ database: doomed.database, bc: dying })).rejects.toThrow('killed');
  expect(await office.postings()).toMatchObject([{ state: 'sent' }]);
  expect(await office.post()).toMatchObject({ refused: 1, posted: 0 });
  expect(await office.postings()).toMatchObject([{ state: 'failed', text: 'The period is closed', payment: 'parked' }]);
  expect(office.bc.asked.length).toBe(1);
});

test('what stays unclear is told after some attempts, and the entry closes itself when it is settled', async () => {
  await office.proposeFor(['K1']);
  office.bc.fates = [{ kind: 'loseAnswer' }];
  await office.post();
  office.bc.lookProblem = busy;
  await office.post();
  expect(await office.openCodes()).toEqual([]);
  await office.post();
  expect(await office.openCodes()).toEqual(['POSTING_UNCLEAR']);
  office.bc.lookProblem = null;
  await office.post();
  expect(await office.openCodes()).toEqual([]);
  expect(office.bc.booked.length).toBe(1);
});

test('killed after Business Central posted and before we wrote it down: one entry, and the books say so', async () => {
  await office.proposeFor(['K1', 'K2', 'K3']);
  const doomed = mortal(office.database);
  office.bc.afterPosting = async () => {
    if (office.bc.booked.length === 2) doomed.kill();
    return Promise.resolve();
  };
  await expect(office.post({ database: doomed.database })).rejects.toThrow('killed');
  expect(office.bc.booked.length).toBe(3);
  expect(await office.postings()).toMatchObject([{ state: 'sent' }, { state: 'sent' }, { state: 'sent' }]);
  expect(await office.post()).toMatchObject({ posted: 3, left: 0 });
  expect([office.bc.booked.length, office.bc.asked.length]).toEqual([3, 3]);
  expect(await office.postings()).toMatchObject([{ document: 'PAY1' }, { document: 'PAY2' }, { document: 'PAY3' }]);
  expect((await replayAll(office.database.db)).findings).toEqual([]);
});

test('killed after it was stored as sent and before the request left: it is asked about, and posted once', async () => {
  await office.proposeFor(['K1']);
  const doomed = mortal(office.database);
  const dying = {
    ...office.bc,
    postPayment: async () => {
      doomed.kill();
      return Promise.reject(new Error('the process ended'));
    },
  };
  await expect(office.post({ database: doomed.database, bc: dying })).rejects.toThrow('killed');
  expect(await office.postings()).toMatchObject([{ state: 'sent' }]);
  expect(await office.post()).toMatchObject({ posted: 1 });
  expect([office.bc.looked.length, office.bc.booked.length]).toEqual([2, 1]);
});

test('killed before it was stored as sent: nothing has left', async () => {
  await office.proposeFor(['K1']);
  const doomed = mortal(office.database);
  doomed.kill();
  await expect(office.post({ database: doomed.database })).rejects.toThrow('killed');
  expect([await office.postings(), office.bc.asked.length]).toMatchObject([[{ state: 'proposed' }], 0]);
  expect(await office.post()).toMatchObject({ posted: 1 });
});

test('what was left sent stays so when the run ends before it could be asked about', async () => {
  await office.proposeFor(['K1', 'K2']);
  office.bc.fates = [{ kind: 'loseAnswer' }, { kind: 'loseAnswer' }];
  await office.post();
  office.bc.lookProblem = problem('BC_FORBIDDEN', { text: 'no' });
  expect(await office.post()).toMatchObject({ unclear: 1, left: 2 });
  expect((await office.postings()).map(({ state }) => state)).toEqual(['sent', 'sent']);
  office.bc.lookProblem = null;
  expect(await office.post()).toMatchObject({ posted: 2 });
  expect([office.bc.asked.length, office.bc.booked.length]).toEqual([2, 2]);
});
