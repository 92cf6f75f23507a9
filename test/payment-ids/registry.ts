import { sql } from 'kysely';
import { knownDate, momentOf } from '#kernel';
import { applyPaymentIdBlocks, type AssignOrder, assignPaymentIds, type PaymentIdBlockSettings } from '#payment-ids';
import { replayEvents } from '#store';
import { testDatabase } from '#test/database';
import { paymentIdMachine, paymentIdStarts } from '#payment-ids';

export const companyId = 1;
export const inTime = momentOf(new Date('2026-01-15T09:00:00Z'));
export const later = momentOf(new Date('2026-03-15T09:00:00Z'));

export const polishBlock: PaymentIdBlockSettings = {
  key: 'pl',
  scheme: 'pl-virtual',
  per: 'customer',
  bankSortCode: '11401081',
  clientMask: '1234',
};
export const slipBlock: PaymentIdBlockSettings = {
  key: 'fik',
  scheme: 'fik-71',
  per: 'customer',
  creditorNumber: '80882939',
};
export const invoiceBlock: PaymentIdBlockSettings = { key: 'invoices', scheme: 'fik-71', per: 'claim' };

/** A company in a real database, with customers, claims and blocks of payment ids put into it as the sync and the settings would. */
export async function openRegistry(...blocks: readonly PaymentIdBlockSettings[]) {
  const database = await testDatabase();
  const { db } = database;
  await db
    .insertInto('company')
    .values({ bc_id: 'c1', environment: 'test', name: 'Test A/S', currency: 'DKK' })
    .execute();
  await applyPaymentIdBlocks(db, companyId, blocks);
  const parts = (moment = inTime) => ({ database, moment, by: 'clerk@test' });
  const insert = (table: 'customer' | 'claim', rows: readonly object[]) => {
    const columns = sql.raw(Object.keys(rows[0] ?? {}).join(', '));
    return sql`insert into ${sql.table(table)} (${columns})
      select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
      db,
    );
  };
  let entry = 0;
  return {
    database,
    db,
    parts,
    close: () => database.close(),
    addCustomers: (numbers: readonly string[], patch: Readonly<Record<string, unknown>> = {}) =>
      insert(
        'customer',
        numbers.map((number) => ({ ...customerRow(number), ...patch })),
      ),
    addInvoices: (customer: string, documents: readonly string[], patch: Readonly<Record<string, unknown>> = {}) =>
      insert(
        'claim',
        documents.map((document) => ({ ...claimRow(customer, document, (entry += 1)), ...patch })),
      ),
    assign: (order: Partial<AssignOrder> & Pick<AssignOrder, 'blockKey'>, moment = inTime) =>
      assignPaymentIds({ companyId, who: 'customers', ...order }, parts(moment)),
    values: async () => {
      const rows = await db.selectFrom('payment_id').selectAll().orderBy('id').execute();
      return rows.map((row) => [row.entry_number || row.customer_number, row.value, row.state] as const);
    },
  };
}

export type Registry = Awaited<ReturnType<typeof openRegistry>>;

export const replayed = async ({ db }: Pick<Registry, 'db'>) =>
  (await replayEvents(db, { payment_id: { starts: paymentIdStarts, table: paymentIdMachine } })).findings;

const customerRow = (number: string) => ({
  company_id: companyId,
  number: number.replace(/^0+(?=.)/, '').toUpperCase(),
  bc_id: `bc-${number}`,
  display_number: number,
  name: `Customer ${number}`,
  address1: '',
  address2: '',
  city: '',
  postcode: '',
  country: '',
  tax_number: '',
  currency: '',
  blocked: '',
  scheme_code: 'BS',
  excluded: false,
  modified_at: '',
});

const claimRow = (customer: string, document: string, entry: number) => ({
  company_id: companyId,
  bc_id: `e${entry}`,
  entry_number: entry,
  document_type: 'Invoice',
  document_number: document,
  customer_number: customer,
  posting_date: knownDate('2026-01-01'),
  due_date: knownDate('2026-01-20'),
  currency: 'DKK',
  original_minor: 10_000,
  remaining_minor: 10_000,
  is_open: true,
  on_hold: '',
  dispute_status: '',
  applies_to_id: '',
  is_eligible: true,
  block_reason: '',
  scheme_code: '',
  description: '',
  modified_at: '',
  read_number: 1,
});
