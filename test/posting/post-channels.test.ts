import { afterEach, beforeEach, expect, test } from 'vitest';
import { externalDocumentNumber, postPayments, proposePostings } from '#posting';
import { lsAgreementRow, sepaAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, companyId, openChannelBooks } from '#test/channel-books';
import { momentOf } from '#kernel';
import { movementKey } from '../../src/posting/movement-key.ts';
import { camtFile, statusReport } from '../payments/bank-files.ts';
import { ls0602, ls0690 } from '../payments/ls-files.ts';
import { fakeBc } from './fake-bc.ts';

const date = '2026-02-10';
const later = momentOf(new Date('2026-02-11T08:00:00Z'));
let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([
    sepaAgreementRow({ companyId }),
    lsAgreementRow({ companyId }),
    statementsAgreementRow({ companyId, accounts: ['1234-5678/90 12'] }),
  ]);
  await books.addClaim({ customer: 'S1', minor: 10_000, currency: 'EUR' });
  await books.addMandate('S1');
  await books.addClaim({ customer: 'L1', minor: 20_000, scheme: 'LS' });
  await books.addMandate('L1', { scheme: 'LS' });
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

async function payBoth(): Promise<void> {
  const { deliveryId } = await books.sent('sepa');
  await books.sent('ls', 'two');
  const { message_id: of } = await books.deliveryOf(deliveryId);
  await books.receive(statusReport({ id: 'P1', of: of ?? '', group: 'ACCP' }), 'p.xml');
  await books.receive(ls0690([{ date, count: 1, minor: 20_000 }]), 'r.txt');
  const { reference } = await books.lineOf('S1');
  const details = [{ amount: '100.00', reference, bankReference: 'B1' }];
  await books.receive(
    camtFile({ kind: '054', id: 'NOTIFICATION-2026-02-10-0001', entries: [{ amount: '100.00', details }] }),
    'n.xml',
  );
  await books.receive(ls0602([{ customer: 'L1', date, minor: 20_000 }]), 'ls.txt');
}

const parts = () => ({ database: books.database, moment: later, by: 'queue' });
const post = (bc: ReturnType<typeof fakeBc>) =>
  postPayments({ companyId, fromId: 0, toId: 1000 }, { ...parts(), bc, bcCompanyId: 'c1' });

test('a payment in euro of a claim in euro goes to Business Central in euro, one in kroner without a currency', async () => {
  await payBoth();
  expect(await proposePostings({ companyId }, parts())).toMatchObject({ proposed: 2, parked: 0, blocked: [] });
  const bc = fakeBc();
  await post(bc);
  const told = bc.booked.map((one) => [
    one.provider,
    one.currencyCode,
    one.amount,
    one.customerNumber,
    one.postingDate,
  ]);
  expect([...told].sort((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
    ['Leverandørservice', '', 20_000, 'L1', date],
    ['SEPA', 'EUR', 10_000, 'S1', date],
  ]);
  for (const one of bc.booked) {
    expect(one.idempotencyKey.length).toBeLessThanOrEqual(60);
    expect(one.externalDocumentNumber.length).toBeLessThanOrEqual(35);
    expect(one.appliesToEntryNumber).toBeGreaterThan(0);
  }
  expect(new Set(bc.booked.map((one) => one.idempotencyKey)).size).toBe(2);
  // Asked again, the same keys: nothing is posted twice.
  await proposePostings({ companyId }, parts());
  await post(bc);
  expect(bc.booked.length).toBe(2);
});

test('a return in euro takes the entry of its payment back, in euro', async () => {
  await payBoth();
  const bc = fakeBc();
  await proposePostings({ companyId }, parts());
  await post(bc);
  const { reference } = await books.lineOf('S1');
  const back = { amount: '100.00', reference, bankReference: 'B2', returnReason: 'MD06' };
  const entries = [{ amount: '100.00', direction: 'DBIT' as const, code: 'PMNT/RDDT/UPDD', details: [back] }];
  await books.receive(camtFile({ kind: '054', id: 'N2', entries }), 'n2.xml');
  await proposePostings({ companyId }, parts());
  await post(bc);
  const last = bc.booked.at(-1);
  expect([last?.type, last?.currencyCode, last?.amount]).toEqual(['Return', 'EUR', 10_000]);
});

const longId = 'A message id of thirty-five signs!!';
const sources = (['betalingsservice', 'leverandoerservice', 'sepa', 'statements'] as const).flatMap((channel) =>
  ['01234560', '01234', 'DK5000400440116243', 'PL61109010140000071219812874', 'DABADKKK/11 22-334', ''].flatMap(
    (creditorNumber) =>
      ['0000000042', longId, `${longId.slice(0, 34)}?`, null].flatMap((deliveryNumber) =>
        [1, 2, 99_999_999].map((lineNumber) => ({
          channel,
          creditorNumber,
          deliveryNumber,
          lineNumber,
          fileSha256: 'a'.repeat(64),
          paymentKey: 'key',
        })),
      ),
  ),
);

test('keys of every channel, account and message fit, are of letters and digits, differ, and stay what they are', () => {
  const keys = sources.map((source) => movementKey(source, 1));
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => key.length <= 60 && /^[A-Za-z0-9_:-]+$/.test(key))).toBe(true);
  expect(sources.map((source) => movementKey({ ...source }, 1))).toEqual(keys);
  const longest = sources.map((source) => movementKey(source, 99));
  expect(longest.every((key) => key.length <= 60)).toBe(true);
  const documents = keys.map(externalDocumentNumber);
  expect(new Set(documents).size).toBe(documents.length);
  expect(documents.every((number) => number.length <= 35)).toBe(true);
});
