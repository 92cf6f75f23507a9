import { bsAgreementRow } from '#test/agreement-row';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { approveJournal, buildJournal, orderJournal, exportJournal, validateJournal } from '#journal';
import { knownDate, momentOf, type Moment } from '#kernel';
import { testDatabase } from '#test/database';
import { memoryVault } from '#test/memory-vault';
import { replayAll } from '#test/replay-all';

export const companyId = 1;
/** A Thursday a week before the deadline (23 January, 11:00) of payments on 2 February 2026. */
export const inTime = momentOf(new Date('2026-01-15T09:00:00Z'));
export const paymentDate = knownDate('2026-02-02');

export interface CompanyOptions {
  readonly kind?: 'total' | 'basis';
  readonly secondApproval?: boolean;
  readonly perDueDate?: boolean;
  readonly leastMinor?: number;
  readonly unattendedDaysBefore?: number;
}

export interface ClaimSpec {
  readonly customer: string;
  readonly minor: number;
  readonly due?: string | null;
  readonly type?: string;
  readonly scheme?: string;
}

/**
 * A company with one Betalingsservice agreement in a real database, and ways to put customers, claims and mandates into
 * it as the sync would.
 */
export async function openCompanyBooks(options: CompanyOptions = {}) {
  const database = await testDatabase();
  const { db } = database;
  const vault = memoryVault();
  await db
    .insertInto('company')
    .values({
      bc_id: 'c1',
      environment: 'test',
      name: 'Test A/S',
      currency: 'DKK',
      second_approval: options.secondApproval ?? false,
    })
    .execute();
  await db.insertInto('channel_agreement').values(agreementRow(options)).execute();
  let entry = 0;

  const addCustomer = (number: string, patch: Readonly<Record<string, unknown>> = {}) =>
    sql`insert into customer
      select * from jsonb_populate_record(null::customer, ${JSON.stringify({ ...customerRow(number), ...patch })}::jsonb)
      on conflict do nothing`.execute(db);

  const addClaim = async (spec: ClaimSpec): Promise<number> => {
    await addCustomer(spec.customer);
    entry += 1;
    const { id } = await db.insertInto('claim').values(claimRow(spec, entry)).returning('id').executeTakeFirstOrThrow();
    return id;
  };

  const addMandate = (customer: string, number = '123456789') =>
    db
      .insertInto('mandate')
      .values({
        company_id: companyId,
        bc_id: `m-${customer}-${number}`,
        scheme_code: 'BS',
        customer_number: customer,
        debtor_group: '00001',
        mandate_number: number,
        status: 'Active',
        valid_from: null,
        valid_to: null,
        modified_at: '',
      })
      .execute();

  const partsAt = (moment: Moment = inTime, by = 'clerk@test') => ({ database, vault, moment, by });

  return { database, db, vault, partsAt, addCustomer, addClaim, addMandate, close: () => database.close() };
}

export type CompanyBooks = Awaited<ReturnType<typeof openCompanyBooks>>;

const agreementRow = (options: CompanyOptions) =>
  bsAgreementRow({
    companyId,
    ...(options.kind ? { kind: options.kind } : {}),
    merge: { perDueDate: options.perDueDate ?? false, leastMinor: options.leastMinor ?? 1 },
    unattendedDaysBefore: options.unattendedDaysBefore ?? null,
  });

const customerRow = (number: string) => ({
  company_id: companyId,
  number,
  bc_id: `bc-${number}`,
  display_number: number,
  name: `Customer ${number}`,
  address1: 'Nygade 1',
  address2: '',
  city: 'Aarhus C',
  postcode: '8000',
  country: '',
  tax_number: '',
  currency: '',
  blocked: '',
  scheme_code: 'BS',
  excluded: false,
  modified_at: '',
});

const claimRow = (spec: ClaimSpec, entry: number) => ({
  company_id: companyId,
  bc_id: `e${entry}`,
  entry_number: entry,
  document_type: spec.type ?? (spec.minor < 0 ? 'Credit Memo' : 'Invoice'),
  document_number: `F${entry}`,
  customer_number: spec.customer,
  posting_date: '2026-01-01',
  due_date: spec.due === undefined ? '2026-01-20' : spec.due,
  currency: 'DKK',
  original_minor: spec.minor,
  remaining_minor: spec.minor,
  is_open: true,
  on_hold: '',
  dispute_status: '',
  applies_to_id: '',
  is_eligible: true,
  block_reason: '',
  scheme_code: spec.scheme ?? 'BS',
  description: '',
  modified_at: '',
  read_number: 1,
});

/** Every state is the fold of its events, step by step as the machines allow. */
export async function expectBooksToReplay({ db }: Pick<CompanyBooks, 'db'>): Promise<void> {
  const report = await replayAll(db);
  expect(report.findings).toEqual([]);
}

/** How many rows there are in each state. */
export async function statesOf(
  { db }: Pick<CompanyBooks, 'db'>,
  table: 'collection_line' | 'journal' | 'delivery' | 'outbox',
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*) as count from ${sql.table(table)} group by state order by state`.execute(db);
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** The error log, as code, state and the fields asked for. */
export async function exceptionsOf({ db }: Pick<CompanyBooks, 'db'>) {
  const { rows } = await sql<{
    code: string;
    state: string;
    subject: string;
    context: Readonly<Record<string, unknown>>;
  }>`select code, state, subject, context from exception order by id`.execute(db);
  return rows;
}

/** A journal of everything there is, checked and approved. @returns its number */
export async function approvedJournal(books: CompanyBooks, commandKey = 'one', date = paymentDate): Promise<number> {
  const order = { companyId, agreementKey: 'bs', section: '0112', paymentDate: date, commandKey } as const;
  const ordered = await orderJournal(order, books.partsAt());
  if (!ordered.ok) throw new Error(ordered.error.code);
  const journal = { journalId: ordered.value };
  for (const step of [buildJournal, validateJournal, approveJournal] as const) {
    const done = await step(journal, books.partsAt());
    if (!done.ok) throw new Error(done.error.code);
  }
  return ordered.value;
}

/** A journal of everything there is, frozen into a delivery. */
export async function frozenDelivery(
  books: CompanyBooks,
  commandKey = 'one',
  date = paymentDate,
): Promise<{ readonly journalId: number; readonly deliveryId: number }> {
  const journalId = await approvedJournal(books, commandKey, date);
  const exported = await exportJournal({ journalId }, books.partsAt());
  if (!exported.ok || exported.value === null) throw new Error('Nothing was exported');
  return { journalId, deliveryId: exported.value };
}
