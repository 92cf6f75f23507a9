import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { knownDate, momentOf } from '#kernel';
import { bsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';

const golden = (name: string): Buffer => readFileSync(new URL(`../golden/mandates/${name}/input.txt`, import.meta.url));
const april = knownDate('2026-04-01');
const march = momentOf(new Date('2026-03-10T08:00:00Z'));

/** Two creditors in one mailbox; the lists are of the second, and are fetched for the first. */
let books: ChannelBooks;
beforeEach(async () => {
  books = await openChannelBooks([
    bsAgreementRow({ companyId: 1 }),
    bsAgreementRow({ companyId: 1, key: 'other', pbsNumber: '03456789', debtorGroups: ['00002'] }),
  ]);
});
afterEach(async () => {
  await books.expectSound();
  await books.close();
});

test('a record that Nets refused rejects its line, remarks are told, and receipts accept nothing', async () => {
  for (const customer of ['2003', '2004', '2009']) {
    await books.addClaim({ customer, minor: 30_000, due: '2026-03-20' });
    await books.addMandate(customer, { group: '00002', number: `00020${customer}` });
  }
  const { deliveryId } = await books.sent('other', 'one', april, march);
  expect((await books.receive(golden('0621-errors'), 'D0001.BS1')).ingested).toBe('ingested');
  expect(await books.states()).toEqual({ 2003: 'rejected', 2004: 'exported', 2009: 'exported' });
  expect((await books.deliveryOf(deliveryId)).state).toBe('sent');
  const found = await books.db.selectFrom('exception').select(['code', 'subject', 'context']).orderBy('id').execute();
  expect(found.map(({ code, subject }) => [code, subject])).toEqual([
    ['RECORD_REFUSED', 'line'],
    ['RECORD_REMARKED', 'line'],
    // One without a date is of no line that we could name: for a person.
    ['RECORD_REFUSED', 'file'],
  ]);
  expect(JSON.stringify(found[0]?.context)).toContain('130017');
  const kept = await books.db.selectFrom('remark').select('kind').orderBy('line_number').execute();
  expect(kept.map(({ kind }) => kind)).toEqual(['receipt', 'receipt', 'error', 'remark', 'error', 'comment']);
  // The entry of the refused record may be collected again, those of the others may not.
  const { rows } = await sql<{ free: number }>`select count(*) as free from line_claim where not is_live`.execute(
    books.db,
  );
  expect(rows[0]?.free).toBe(1);
});

test('the same list again under another name is told once, and changes nothing', async () => {
  await books.receive(golden('0621-errors'), 'D0001.BS1');
  const before = await books.openCodes();
  await books.receive(golden('0621-errors'), 'D0001-again.BS1');
  expect(await books.openCodes()).toEqual([...before, 'FILE_ALREADY_RECEIVED']);
});

test('mandates of the other creditor number wait in the mandate journal of its agreement', async () => {
  for (const customer of ['2010', '2011', '2012', '2013']) {
    await books.addCustomer(customer);
    if (customer !== '2010')
      await books.addMandate(customer, { group: '00002', number: `00020${customer.padStart(4, '0')}` });
  }
  await sql`update mandate set mandate_number = '00020' || lpad(right(customer_number, 4), 4, '0')`.execute(books.db);
  await sql`update mandate set mandate_number = '000200' || right(customer_number, 3)`.execute(books.db);
  expect((await books.receive(golden('0603-changes'), 'D0002.BS1')).ingested).toBe('ingested');
  const journal = await books.db.selectFrom('mandate_change').selectAll().orderBy('id').execute();
  expect(
    journal.map((one) => [one.agreement_id, one.kind, one.customer_number, one.state, one.mandate_number]),
  ).toEqual([
    [2, 'register', '2010', 'proposed', '000200010'],
    [2, 'cancel', '2011', 'proposed', '000200011'],
    [2, 'cancel', '2012', 'proposed', '000200012'],
    [2, 'cancel', '2013', 'proposed', '000200013'],
  ]);
  expect(await books.openCodes()).toEqual([]);
});

test.each(['0603-cut', '0603-wrong-total', '0621-wrong-total'])('%s changes nothing and says why', async (name) => {
  const { ingested } = await books.receive(golden(name), `${name}.BS1`);
  expect([ingested, (await books.openCodes()).length]).toEqual(['quarantined', 1]);
  for (const table of ['mandate_change', 'remark'] as const) {
    expect((await books.db.selectFrom(table).selectAll().execute()).length).toBe(0);
  }
});
