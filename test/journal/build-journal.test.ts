import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { buildJournal, type JournalOrder, listJournals, orderJournal } from '#journal';
import { isLineReference, knownDate, momentOf } from '#kernel';
import { alone, insertWithEvents } from '#store';
import {
  companyId,
  type CompanyBooks,
  type CompanyOptions,
  expectBooksToReplay,
  inTime,
  openCompanyBooks,
  paymentDate,
  statesOf,
} from '#test/company-books';

let books: CompanyBooks;
afterEach(() => books.close());

const open = async (options: CompanyOptions = {}): Promise<CompanyBooks> => (books = await openCompanyBooks(options));

const order = (patch: Partial<JournalOrder> = {}): JournalOrder => ({
  companyId,
  agreementKey: 'bs',
  section: '0112',
  paymentDate,
  commandKey: 'one',
  ...patch,
});

async function orderAndBuild(patch: Partial<JournalOrder> = {}): Promise<number> {
  const ordered = await orderJournal(order(patch), books.partsAt());
  if (!ordered.ok) throw new Error(ordered.error.code);
  expect(await buildJournal({ journalId: ordered.value }, books.partsAt())).toEqual(ordered);
  return ordered.value;
}

const linesOf = async () =>
  (
    await sql<{ customer: string; amount: number; claims: readonly number[] }>`
      select customer_number as customer, amount_minor as amount,
        (select jsonb_agg(claim_id order by claim_id) from line_claim where line_id = l.id) as claims
      from collection_line l order by customer_number`.execute(books.db)
  ).rows;

const reasonsOf = async () =>
  (
    await sql<{ claim: number; reason: string }>`
      select claim_id as claim, reason from left_out order by claim_id`.execute(books.db)
  ).rows.map(({ claim, reason }) => [claim, reason]);

test('each open entry is in a line or left out with its reason, and the journal’s totals say so', async () => {
  const { addClaim, addCustomer, db } = await open();
  const k1 = [await addClaim({ customer: 'K1', minor: 10_000 }), await addClaim({ customer: 'K1', minor: -2500 })];
  const k2 = await addClaim({ customer: 'K2', minor: 700 });
  const late = await addClaim({ customer: 'K2', minor: 800, due: '2026-03-01' });
  await addCustomer('K3', { excluded: true });
  const excluded = await addClaim({ customer: 'K3', minor: 900 });
  const journalId = await orderAndBuild();
  expect(await linesOf()).toEqual([
    { customer: 'K1', amount: 7500, claims: k1 },
    { customer: 'K2', amount: 700, claims: [k2] },
  ]);
  expect(await reasonsOf()).toEqual([
    [late, 'NOT_DUE'],
    [excluded, 'CUSTOMER_EXCLUDED'],
  ]);
  const [journal] = await listJournals(db, { journalId, limit: 1 });
  expect(journal).toMatchObject({
    state: 'built',
    open: { count: 5, minor: 9900 },
    chosen: { count: 3, minor: 8200 },
    leftOut: { count: 2, minor: 1700 },
    lines: { count: 2, minor: 8200 },
    leftOutByReason: { NOT_DUE: 1, CUSTOMER_EXCLUDED: 1 },
  });
  const references = await db.selectFrom('collection_line').select('reference').execute();
  expect(references.every(({ reference }) => isLineReference(reference))).toBe(true);
  await expectBooksToReplay(books);
});

test('the same command twice is one journal, and building it again changes nothing', async () => {
  const { addClaim, db } = await open();
  await addClaim({ customer: 'K1', minor: 10_000 });
  const first = await orderAndBuild();
  const before = await sql`select * from event order by id`.execute(db);
  expect(await orderAndBuild()).toBe(first);
  expect((await sql`select * from event order by id`.execute(db)).rows).toEqual(before.rows);
  expect(await statesOf(books, 'outbox')).toEqual({ pending: 1 });
});

test('another journal leaves what the first one has, and takes what came since', async () => {
  const { addClaim } = await open();
  const taken = await addClaim({ customer: 'K1', minor: 10_000 });
  await orderAndBuild();
  const since = await addClaim({ customer: 'K2', minor: 500 });
  const sameCustomer = await addClaim({ customer: 'K1', minor: 300 });
  await orderAndBuild({ commandKey: 'two' });
  expect(await linesOf()).toEqual([
    { customer: 'K1', amount: 10_000, claims: [taken] },
    { customer: 'K2', amount: 500, claims: [since] },
  ]);
  expect(await reasonsOf()).toEqual([
    [taken, 'BEING_COLLECTED'],
    [sameCustomer, 'DATE_TAKEN'],
  ]);
});

test('what is paid already but not posted is not collected (J6)', async () => {
  const { addClaim, db } = await open();
  const journalled = await addClaim({ customer: 'K1', minor: 100 });
  const other = await addClaim({ customer: 'K1', minor: 200 });
  const onAccount = await addClaim({ customer: 'K2', minor: 300 });
  const doubted = await addClaim({ customer: 'K3', minor: 400 });
  const unposted = (customer: string, document: string) =>
    db
      .insertInto('unposted_payment')
      .values({ company_id: companyId, customer_number: customer, document_number: document, amount_minor: -100 })
      .execute();
  await unposted('K1', `F${journalled}`);
  await unposted('K2', '');
  await parkPayment('K3');
  await orderAndBuild();
  expect(await linesOf()).toEqual([{ customer: 'K1', amount: 200, claims: [other] }]);
  expect(await reasonsOf()).toEqual([
    [journalled, 'BEING_PAID'],
    [onAccount, 'BEING_PAID'],
    [doubted, 'PAYMENT_IN_ERROR_LOG'],
  ]);
});

async function parkPayment(customer: string): Promise<void> {
  const actor = { by: 'a test', at: inTime.at };
  const file = {
    company_id: companyId,
    agreement_id: 1,
    transport: 'memory',
    file_name: 'in-1',
    sha256: 'x',
    size: 1,
    format: '0602',
    state: 'received',
    received_at: actor.at,
  };
  const zeros = { fact_count: 0, effect_minor: 0, ingested_to: 0 };
  const [made] = await insertWithEvents(books.db, 'inbound_file', [{ ...file, ...zeros }], 'receive', actor);
  const payment = {
    company_id: companyId,
    agreement_id: 1,
    file_id: made?.id,
    line_number: 1,
    record_code: '0236',
    kind: 'paid',
    means: 'automatic',
    debtor_group: '00001',
    customer_number: customer,
    asked_minor: 400,
    actual_minor: 400,
    effect_minor: 400,
    reference: '',
    payment_key: 'key',
    currency: 'DKK',
    state: 'parked',
  };
  await insertWithEvents(books.db, 'payment', [payment], 'receive', actor);
}

/** So many customers with one entry each, in one statement. */
async function addManyCustomers(count: number): Promise<void> {
  await books.addClaim({ customer: 'K0', minor: 100 });
  await sql`insert into customer select company_id, 'M' || to_char(n, 'FM00000'), 'm' || n, 'M' || n, name, address1, address2,
      city, postcode, country, tax_number, currency, blocked, scheme_code, excluded, modified_at
    from customer, generate_series(1, ${count - 1}) n where number = 'K0'`.execute(books.db);
  await sql`insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number, posting_date,
      due_date, currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id, is_eligible,
      block_reason, scheme_code, description, modified_at, read_number)
    select company_id, 'b' || n, 1000 + n, document_type, 'D' || n, 'M' || to_char(n, 'FM00000'), posting_date, due_date, currency,
      100, 100, true, '', '', '', true, '', 'BS', '', '', 1
    from claim, generate_series(1, ${count - 1}) n where customer_number = 'K0'`.execute(books.db);
}

test('a build that dies between two chunks goes on where it was, and every entry is collected once', async () => {
  const { db } = await open();
  await addManyCustomers(2500);
  const ordered = await orderJournal(order(), books.partsAt());
  if (!ordered.ok) throw new Error(ordered.error.code);
  const journalId = ordered.value;
  const told: number[] = [];
  const dying = {
    ...books.partsAt(),
    progress: (done: number) => {
      told.push(done);
      throw new Error('the process dies here');
    },
  };
  await expect(buildJournal({ journalId }, dying)).rejects.toThrow('dies here');
  await expect(buildJournal({ journalId }, dying)).rejects.toThrow('dies here');
  expect(told).toEqual([1000, 1000]);
  expect(await statesOf(books, 'collection_line')).toEqual({ built: 2000 });
  expect(await statesOf(books, 'journal')).toEqual({ building: 1 });
  await buildJournal({ journalId }, books.partsAt());
  const [journal] = await listJournals(db, { journalId, limit: 1 });
  expect(journal).toMatchObject({
    state: 'built',
    open: { count: 2500, minor: 250_000 },
    chosen: { count: 2500, minor: 250_000 },
    leftOut: { count: 0, minor: 0 },
    lines: { count: 2500, minor: 250_000 },
  });
  const { rows } = await sql`select claim_id from line_claim group by 1 having count(*) > 1`.execute(db);
  expect(rows).toEqual([]);
  await expectBooksToReplay(books);
});

test('while the ledger is being read nothing is built from it', async () => {
  const { addClaim, database } = await open();
  await addClaim({ customer: 'K1', minor: 100 });
  const ordered = await orderJournal(order(), books.partsAt());
  if (!ordered.ok) throw new Error(ordered.error.code);
  const refused = await alone(database.pool, `ledger:${companyId}`, () =>
    buildJournal({ journalId: ordered.value }, books.partsAt()),
  );
  expect(refused?.value).toMatchObject({ ok: false, error: { code: 'JOURNAL_NOT_READY', context: { state: 'busy' } } });
  expect(await statesOf(books, 'collection_line')).toEqual({});
});

test('a journal with nothing to collect is built all the same', async () => {
  await open();
  const journalId = await orderAndBuild();
  const [journal] = await listJournals(books.db, { journalId, limit: 1 });
  expect(journal).toMatchObject({ state: 'built', open: { count: 0 }, lines: { count: 0, minor: 0 } });
});

test.each`
  what                            | patch                                       | kind       | code
  ${'an agreement there is not'}  | ${{ agreementKey: 'ls' }}                   | ${'total'} | ${'NOT_FOUND'}
  ${'slips on a Basis agreement'} | ${{ section: '0117' }}                      | ${'basis'} | ${'INPUT_WRONG'}
  ${'a Saturday'}                 | ${{ paymentDate: knownDate('2026-02-07') }} | ${'total'} | ${'INPUT_WRONG'}
  ${'a date that is too near'}    | ${{ paymentDate: knownDate('2026-01-16') }} | ${'total'} | ${'DEADLINE_PASSED'}
`('an order for $what is refused, and nothing is made', async ({ patch, kind, code }) => {
  await open({ kind });
  const refused = await orderJournal(order(patch), books.partsAt());
  expect(refused).toMatchObject({ ok: false, error: { code } });
  expect(await statesOf(books, 'journal')).toEqual({});
  expect(await statesOf(books, 'outbox')).toEqual({});
});

test('an order repeated after its deadline is still the journal it made', async () => {
  await open();
  const ordered = await orderJournal(order(), books.partsAt());
  const late = books.partsAt(momentOf(new Date('2026-01-23T10:00:00Z')));
  expect(await orderJournal(order(), late)).toEqual(ordered);
});

test('a journal there is not cannot be built', async () => {
  await open();
  expect(await buildJournal({ journalId: 7 }, books.partsAt())).toMatchObject({
    ok: false,
    error: { code: 'NOT_FOUND' },
  });
});

test('Basis collects under the mandate, one line a customer', async () => {
  const { addClaim, addMandate, db } = await open({ kind: 'basis' });
  await addClaim({ customer: 'K1', minor: 100 });
  await addMandate('K1');
  const without = await addClaim({ customer: 'K2', minor: 200 });
  await orderAndBuild();
  const lines = await db.selectFrom('collection_line').select(['customer_number', 'mandate_number']).execute();
  expect(lines).toEqual([{ customer_number: 'K1', mandate_number: '123456789' }]);
  expect(await reasonsOf()).toEqual([[without, 'NO_MANDATE']]);
});
