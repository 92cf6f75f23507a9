import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlTotals } from '#posting';
import { bsAgreementRow, lsAgreementRow, sepaAgreementRow, statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';
import { account, camtFile, statusReport } from './bank-files.ts';
import { ls0602, ls0690 } from './ls-files.ts';
import { delivery0602 } from './write-0602.ts';

const kroner = 'DK1495860098765432';
const date = '2026-02-10';
/** Betalingsservice comes first: every file of the mailbox is fetched for it. */
let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([
    bsAgreementRow({ companyId: 1, transport: 'mailbox' }),
    lsAgreementRow({ companyId: 1, transport: 'mailbox' }),
    sepaAgreementRow({ companyId: 1, transport: 'mailbox' }),
    statementsAgreementRow({
      companyId: 1,
      accounts: [kroner, account, '04109010140000000700001234'],
      transport: 'mailbox',
      reading: { delimitedProfile: 'bank-pocztowy' },
    }),
    statementsAgreementRow({ companyId: 1, key: 'other', accounts: [account], transport: 'elsewhere' }),
  ]);
  await books.addClaim({ customer: 'L1', minor: 20_000, scheme: 'LS' });
  await books.addMandate('L1', { scheme: 'LS' });
  await books.addClaim({ customer: 'S1', minor: 10_000, scheme: 'SEPA', currency: 'EUR' });
  await books.addMandate('S1', { scheme: 'SEPA' });
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

test('each answer finds its delivery, and each payment its line, whoever the file was fetched for', async () => {
  const ls = await books.sent('ls', 'one');
  const sepa = await books.sent('sepa', 'two');
  const { message_id: messageId } = await books.deliveryOf(sepa.deliveryId);
  await books.receive(ls0690([{ date, count: 1, minor: 20_000 }]), 'r.txt');
  await books.receive(statusReport({ id: 'P1', of: messageId ?? '', group: 'ACCP' }), 'p.xml');
  expect([(await books.deliveryOf(ls.deliveryId)).state, (await books.deliveryOf(sepa.deliveryId)).state]).toEqual([
    'accepted',
    'accepted',
  ]);
  await books.receive(ls0602([{ customer: 'L1', date, minor: 20_000 }]), 'ls.txt');
  const { reference } = await books.lineOf('S1');
  const details = [{ amount: '100.00', reference, bankReference: 'B1' }];
  await books.receive(camtFile({ kind: '054', id: 'N1', entries: [{ amount: '100.00', details }] }), 'n.xml');
  await books.receive(delivery0602([{ customer: 'L1', asked: 500 }], { deliveryNumber: '7' }), 'D7.BS1');
  expect(await books.states()).toEqual({ L1: 'paid', S1: 'paid' });
  const told = (await books.payments()).map((one) => [one.agreement_id, one.currency, one.state]);
  expect(told).toEqual([
    [2, 'DKK', 'matched'],
    [5, 'EUR', 'matched'],
    [1, 'DKK', 'parked'],
  ]);
});

test('a refusal without amount or currency rejects its line, also in a mailbox that is fetched in kroner', async () => {
  const { deliveryId } = await books.sent('sepa');
  const { message_id: of } = await books.deliveryOf(deliveryId);
  const { reference } = await books.lineOf('S1');
  const transactions = [{ reference, status: 'RJCT', reason: 'AC04' }];
  await books.receive(statusReport({ id: 'P1', of: of ?? '', group: 'PART', transactions }), 'p.xml');
  expect([await books.states(), await books.openCodes()]).toEqual([{ S1: 'rejected' }, ['COLLECTION_REJECTED']]);
});

test('the same money told in two mailboxes, by notification and by statement, counts once', async () => {
  const { deliveryId } = await books.sent('sepa');
  const { message_id: of } = await books.deliveryOf(deliveryId);
  await books.receive(statusReport({ id: 'P1', of: of ?? '', group: 'ACCP' }), 'p.xml');
  const { reference } = await books.lineOf('S1');
  const entries = [{ amount: '100.00', details: [{ amount: '100.00', reference, bankReference: 'B1' }] }];
  const first = await books.receive(camtFile({ kind: '054', id: 'N1', entries }), 'n.xml', 3);
  const statement = camtFile({ kind: '053', id: 'S1', entries, balances: ['0.00', '100.00'] });
  const second = await books.receive(statement, 's.xml', 5);
  expect([first.settled, second.settled]).toEqual([
    { matched: 1, noted: 0, parked: 0 },
    { matched: 0, noted: 1, parked: 0 },
  ]);
  expect([await books.states(), await books.openCodes()]).toEqual([{ S1: 'paid' }, []]);
});

test('money in a currency that nothing is collected in has its own chain of totals', async () => {
  const entries = [{ amount: '50.00', currency: 'PLN', code: 'PMNT/RCDT/ESCT', bankReference: 'X' }];
  await books.receive(camtFile({ kind: '053', id: 'S1', iban: account, currency: 'PLN', entries }), 's.xml');
  const { currencies } = await controlTotals(books.db, { companyId: 1 });
  const parked = currencies.map(({ currency, chain }) => [
    currency,
    chain.find(({ name }) => name === 'parked')?.minor,
  ]);
  expect(parked).toEqual([
    ['DKK', 0],
    ['EUR', 0],
    ['PLN', 5_000],
  ]);
});

test('a delimited report is read by the profile of whichever agreement of the mailbox names one', async () => {
  const bytes = readFileSync(new URL('../golden/delimited/bank-pocztowy/input.txt', import.meta.url));
  const { ingested, fileId } = await books.receive(bytes, 'report.txt');
  expect([ingested, (await books.payments(fileId)).length > 0]).toEqual(['ingested', true]);
  const elsewhere = await books.receive(Buffer.concat([bytes, Buffer.from('\n')]), 'report.txt', 5);
  expect([elsewhere.ingested, (await books.payments(elsewhere.fileId)).length]).toEqual(['quarantined', 0]);
});
