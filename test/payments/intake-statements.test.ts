import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { PaymentReader } from '#channels';
import { readFi0, readMt940 } from '#channels/statements';
import { statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';

let books: ChannelBooks;
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

const golden = (path: string): Buffer => readFileSync(new URL(`../golden/${path}`, import.meta.url));

const readers: Readonly<Record<string, PaymentReader>> = { mt940: readMt940({}), mt942: readMt940({}), fi0: readFi0 };

/** What the reader of the format, asked alone, tells of a file. */
async function toldBy(file: string) {
  const read = readers[file.slice(0, file.indexOf('/'))];
  if (!read) throw new Error(`Nothing reads ${file}`);
  async function* source(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(golden(file));
  }
  const accounts = new Set<string>();
  let facts = 0;
  let effect = 0;
  for await (const batch of read(source(), file)) {
    for (const { account } of batch.statements) accounts.add(account);
    facts += batch.facts.length;
    effect += batch.facts.reduce((sum, fact) => sum + fact.effect, 0);
  }
  return { accounts: [...accounts], facts, effect };
}

test.each`
  file                                | format
  ${'mt940/german-sepa/input.sta'}    | ${'mt940'}
  ${'mt940/dutch-codes/input.sta'}    | ${'mt940'}
  ${'mt942/mbank-intraday/input.sta'} | ${'mt942'}
  ${'fi0/slips/input.txt'}            | ${'fi0'}
`('$file of our own account: every entry is kept and counted, and strangers’ money waits', async ({ file, format }) => {
  const told = await toldBy(file);
  books = await openChannelBooks([statementsAgreementRow({ companyId: 1, accounts: told.accounts })]);
  const { fileId, ingested } = await books.receive(golden(file), 'statement.txt');
  expect([ingested, (await books.fileOf(fileId)).format, told.facts > 0]).toEqual(['ingested', format, true]);
  const payments = await books.payments(fileId);
  expect([payments.length, payments.reduce((sum, one) => sum + one.effect_minor, 0)]).toEqual([
    told.facts,
    told.effect,
  ]);
  expect(payments.every(({ state }) => state === 'noted' || state === 'parked')).toBe(true);
  const waiting = payments.filter(({ state }) => state === 'parked');
  expect(waiting.every(({ effect_minor: effect }) => effect !== 0)).toBe(true);
});

test.each(['mt940/german-sepa/input.sta', 'fi0/slips/input.txt'])(
  '%s of somebody else settles nothing, and is taken in once the account is in the settings',
  async (file) => {
    const told = await toldBy(file);
    books = await openChannelBooks([statementsAgreementRow({ companyId: 1, accounts: ['DK5000400440116243'] })]);
    const { fileId, ingested } = await books.receive(golden(file), 'statement.txt');
    expect([ingested, (await books.payments()).length, await books.openCodes()]).toEqual([
      'quarantined',
      0,
      ['ACCOUNT_NOT_OURS'],
    ]);
    const row = statementsAgreementRow({ companyId: 1, key: 'new', accounts: told.accounts });
    await books.db.insertInto('channel_agreement').values(row).execute();
    expect((await books.retryFile(fileId)).ingested).toBe('ingested');
    expect((await books.payments()).length).toBe(told.facts);
  },
);

test('a statement cut short settles nothing', async () => {
  const told = await toldBy('mt940/cut-short/input.sta');
  books = await openChannelBooks([statementsAgreementRow({ companyId: 1, accounts: told.accounts })]);
  const { ingested } = await books.receive(golden('mt940/cut-short/input.sta'), 'cut.sta');
  expect([ingested, (await books.payments()).length]).toEqual(['quarantined', 0]);
});
