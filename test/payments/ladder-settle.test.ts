import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPaymentIdBlocks, assignPaymentIds } from '#payment-ids';
import { statementsAgreementRow } from '#test/agreement-row';
import { type ChannelBooks, openChannelBooks } from '#test/channel-books';
import { type Transfer, transferFile } from './transfers.ts';

let books: ChannelBooks;
let files = 0;
beforeAll(async () => {
  books = await openChannelBooks([statementsAgreementRow({ companyId: 1 })]);
});
afterAll(async () => {
  await books.expectSound();
  await books.close();
});

/** Receives one file. @returns its payments as they stand then */
async function receive(transfers: readonly Transfer[], options: { kind?: '053' | '054'; currency?: string } = {}) {
  files += 1;
  const { fileId } = await books.receive(transferFile({ id: `N${files}`, transfers, ...options }), `N${files}.xml`);
  return standing(fileId);
}

/** Each payment of a file: its state, what waits about it, and where its money stands. */
async function standing(fileId: number) {
  const { rows } = await sql<{
    id: number;
    state: string;
    code: string | null;
    went: readonly string[] | null;
    explanation: { readonly suggestions?: readonly { customerNumber: string }[] } | null;
  }>`
    select p.id, p.state, p.explanation,
      (select string_agg(e.code, ' ') from exception e
       where e.subject = 'payment' and e.subject_id = p.id and e.state = 'open') as code,
      (select jsonb_agg(concat_ws(' ', a.customer_number, coalesce(c.document_number, 'on account'), a.amount_minor,
          nullif(a.discount_minor, 0), a.rung) order by a.id)
       from allocation a left join claim c on c.id = a.claim_id where a.payment_id = p.id and not a.is_undone) as went
    from payment p where p.file_id = ${fileId} order by p.line_number`.execute(books.db);
  return rows;
}

/** An open claim under a document number of its own. */
async function claimOf(customer: string, number: string, minor: number, patch: object = {}): Promise<number> {
  const id = await books.addClaim({ customer, minor });
  const row = { document_number: number, ...patch };
  await books.db.updateTable('claim').set(row).where('id', '=', id).execute();
  return id;
}

const ibanOf = (n: number): string => `DE00000000000000${String(n).padStart(6, '0')}`;

test('a transfer that names its invoice settles it, and explains itself', async () => {
  await books.addCustomer('K1', { name: 'Nordhavn Vinduer ApS' });
  await claimOf('K1', 'FA-10023', 125_000);
  const [paid] = await receive([
    { amount: '1250.00', name: 'NORDHAVN VINDUER APS', from: ibanOf(1), texts: ['Faktura FA10023'] },
  ]);
  expect(paid).toMatchObject({ state: 'matched', code: null, went: ['K1 FA-10023 125000 document numbers'] });
  const { explanation } = await books.db
    .selectFrom('allocation')
    .select('explanation')
    .where('payment_id', '=', paid?.id ?? 0)
    .executeTakeFirstOrThrow();
  expect(explanation).toMatchObject({
    rung: 'document numbers',
    outcome: 'exact',
    uniqueness: { kind: 'named' },
    whyNot: null,
    tried: ['payment id', 'end-to-end or mandate id', 'document numbers'],
  });
});

test('the account that it came from is known from then on, and pays the customer’s only claim without a word', async () => {
  await claimOf('K1', 'FA-10024', 77_700);
  const [paid] = await receive([{ amount: '777.00', name: 'Nordhavn Vinduer', from: ibanOf(1) }]);
  expect(paid).toMatchObject({ state: 'matched', went: ['K1 FA-10024 77700 known payer'] });
});

test('one payment of claims of two customers, and a credit memo among them', async () => {
  await books.addCustomer('K2', { name: 'Firma Zieliński' });
  await books.addCustomer('K3', { name: 'Zieliński Transport' });
  await claimOf('K2', 'FA-20001', 10_000);
  await claimOf('K2', 'KN-20002', -2_500);
  await claimOf('K3', 'FA-20003', 5_000);
  const [paid] = await receive([{ amount: '125.00', texts: ['FA-20001 KN-20002 FA-20003'] }]);
  expect(paid).toMatchObject({
    state: 'matched',
    went: [
      'K2 FA-20001 10000 document numbers',
      'K2 KN-20002 -2500 document numbers',
      'K3 FA-20003 5000 document numbers',
    ],
  });
});

test('a payment discount that is in time is deducted beside the money', async () => {
  await books.addCustomer('K4', { name: 'Bageriet i Ribe' });
  await claimOf('K4', 'FA-40001', 100_000, { discount_until: '2026-02-10', discount_minor: 2_000 });
  const [paid] = await receive([{ amount: '980.00', name: 'Bageriet i Ribe', texts: ['FA-40001'] }]);
  expect(paid).toMatchObject({ state: 'matched', went: ['K4 FA-40001 98000 2000 document numbers'] });
  const [again] = await receive([{ amount: '20.00', name: 'Bageriet i Ribe', texts: ['FA-40001'] }]);
  expect(again).toMatchObject({ state: 'parked', code: 'CLAIM_PAID_ALREADY' });
});

test.each`
  what                                  | transfer                                                               | code
  ${'nothing is said at all'}           | ${{ amount: '4.44' }}                                                  | ${'PAYMENT_UNIDENTIFIED'}
  ${'the payer is somebody else'}       | ${{ amount: '310.00', name: 'Anden Mand A/S', texts: ['FA-50001'] }}   | ${'PAYER_DIFFERS'}
  ${'the customer is blocked'}          | ${{ amount: '310.00', texts: ['FA-50003'] }}                           | ${'CUSTOMER_CLOSED'}
  ${'a document is closed already'}     | ${{ amount: '310.00', name: 'Lukket Butik', texts: ['FA-50004'] }}     | ${'CLAIM_PAID_ALREADY'}
  ${'the claim is in another currency'} | ${{ amount: '310.00', name: 'Lukket Butik', texts: ['FA-50005'] }}     | ${'PAYMENT_CURRENCY_DIFFERS'}
  ${'its payment id is nobody’s'}       | ${{ amount: '99.00', reference: 'RF18539007547034', texts: ['FA-1'] }} | ${'PAYMENT_ID_UNKNOWN'}
`('it waits, and says why, when $what', async ({ transfer, code }) => {
  await books.addCustomer('K5', { name: 'Ærø Cykler' });
  await books.addCustomer('K6', { name: 'Blokeret Kunde', blocked: 'All' });
  await books.addCustomer('K7', { name: 'Lukket Butik' });
  await sql`insert into claim (company_id, bc_id, entry_number, document_type, document_number, customer_number, posting_date,
      due_date, currency, original_minor, remaining_minor, is_open, on_hold, dispute_status, applies_to_id, is_eligible,
      block_reason, scheme_code, description, modified_at, read_number)
    select 1, 'w' || n, 90000 + n, 'Invoice', number, customer, '2026-01-01', '2026-02-01', currency, 31000,
      case when is_open then 31000 else 0 end, is_open, '', '', '', true, '', '', '', '', 1
    from (values (1, 'FA-50001', 'K5', 'DKK', true), (3, 'FA-50003', 'K6', 'DKK', true), (4, 'FA-50004', 'K7', 'DKK', false),
      (5, 'FA-50005', 'K7', 'EUR', true)) as v(n, number, customer, currency, is_open)
    on conflict do nothing`.execute(books.db);
  const [waits] = await receive([transfer as Transfer]);
  expect(waits).toMatchObject({ state: 'parked', code, went: null });
});

test('what waits names whom it could be by amount and name', async () => {
  await books.addCustomer('K8', { name: 'Søren Kierkegaard' });
  await claimOf('K8', 'FA-80001', 123_456);
  const [byAmount] = await receive([{ amount: '1234.56' }]);
  expect(byAmount).toMatchObject({ state: 'parked', code: 'PAYMENT_UNIDENTIFIED' });
  expect(byAmount?.explanation?.suggestions?.map((one) => one.customerNumber)).toEqual(['K8']);
  const [byName] = await receive([{ amount: '9.99', name: 'KIERKEGAARD SOREN' }]);
  expect(byName?.explanation?.suggestions?.map((one) => one.customerNumber)).toEqual(['K8']);
});

test('payment ids of customers and of claims', async () => {
  await books.addCustomer('70001', { name: 'Idkunde Handel' });
  await claimOf('70001', 'FA-90001', 50_000);
  await claimOf('70001', 'FA-90002', 60_000);
  await applyPaymentIdBlocks(books.db, 1, [{ key: 'kunder', scheme: 'rf', per: 'customer', digits: 10 }]);
  const order = { companyId: 1, blockKey: 'kunder', who: 'customers', filter: { customerNumbers: ['70001'] } } as const;
  expect(await assignPaymentIds(order, books.partsAt())).toMatchObject({ ok: true });
  const { value } = await books.db.selectFrom('payment_id').select('value').executeTakeFirstOrThrow();
  const paid = await receive([
    { amount: '600.00', reference: value },
    { amount: '500.00', name: 'Idkunde Handel', texts: [`betaling ${value}`] },
  ]);
  expect(paid).toMatchObject([
    { state: 'matched', went: ['70001 FA-90002 60000 payment id'] },
    { state: 'matched', went: ['70001 FA-90001 50000 payment id'] },
  ]);
});

test('an end-to-end id that is the invoice’s number, and a mandate', async () => {
  await books.addMandate('K10', { number: 'MNDT-0010' });
  await claimOf('K10', 'FA-100100', 11_100);
  await claimOf('K10', 'FA-100200', 22_200);
  const paid = await receive([
    { amount: '111.00', endToEndId: 'FA-100100', name: 'Customer K10' },
    { amount: '222.00', mandate: 'MNDT-0010', name: 'Customer K10' },
  ]);
  expect(paid.map(({ state }) => state)).toEqual(['matched', 'matched']);
  expect(paid.map(({ went }) => went?.[0]?.slice(0, 13))).toEqual(['K10 FA-100100', 'K10 FA-100200']);
});

test.each([['054', '053'] as const, ['053', '054'] as const])(
  'the same money in camt.%s and then in camt.%s counts once',
  async (first, second) => {
    const number = `FA-11${first}`;
    await books.addCustomer('K11', { name: 'Gentofte Maler' });
    await claimOf('K11', number, 33_300);
    const transfer = { amount: '333.00', name: 'Gentofte Maler', bankReference: `ONE-${first}` };
    // A statement often tells less of the same entry than the notification does.
    const toldBy = (kind: '053' | '054') =>
      receive([{ ...transfer, ...(kind === '054' ? { texts: [number] } : {}) }], { kind });
    const before = await toldBy(first);
    const after = await toldBy(second);
    const { rows } = await sql<{ state: string }>`
      select p.state from payment p where p.bank ->> 'bankReference' = ${transfer.bankReference} order by p.id`.execute(
      books.db,
    );
    expect([before[0]?.id === after[0]?.id, rows.map(({ state }) => state).sort()]).toEqual([
      false,
      ['matched', 'noted'],
    ]);
  },
);
