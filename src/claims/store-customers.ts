import { sql } from 'kysely';
import { comparableCustomerNumber, problem, type Problem } from '#kernel';
import type { BcCustomer } from '#schemas/bc';
import type { DbOrTx } from '#store';
import { lastOfEach, upsert } from './upsert.ts';

/**
 * Stores customers as Business Central sent them, under the number in the form both sides compare.
 *
 * Nets returns customer numbers with leading zeros whatever was sent, so two customers whose numbers differ by nothing
 * else are one to it. The one we know first keeps the number; the other is told and not stored, so nobody ever pays for
 * somebody else.
 *
 * @returns a problem for each customer that was not stored
 */
export async function storeCustomers(
  db: DbOrTx,
  companyId: number,
  read: readonly BcCustomer[],
  readNumber: number,
): Promise<readonly Problem[]> {
  const customers = lastOfEach(read, (customer) => customer.id);
  await forgetFormerNumbers(db, companyId, customers);
  const owners = await ownersOf(
    db,
    companyId,
    customers.map((customer) => comparableCustomerNumber(customer.number)),
  );
  const kept: BcCustomer[] = [];
  const problems: Problem[] = [];
  for (const customer of customers) {
    const number = comparableCustomerNumber(customer.number);
    const owner = owners.get(number);
    // The very same number under another id: the former customer was deleted in Business Central.
    if (owner === undefined || owner.bcId === customer.id || owner.displayNumber === customer.number) {
      owners.set(number, { bcId: customer.id, displayNumber: customer.number });
      kept.push(customer);
    } else {
      problems.push(sameNumber(customer.number, owner.displayNumber));
    }
  }
  await upsert(
    db,
    'customer',
    kept.map((customer) => rowOf(companyId, customer, readNumber)),
    'company_id, number',
  );
  return problems;
}

/** The customers' numbers as Business Central writes them, by the form we compare. */
export async function displayNumbers(
  db: DbOrTx,
  companyId: number,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const owners = await ownersOf(db, companyId, numbers);
  return new Map([...owners].map(([number, { displayNumber }]) => [number, displayNumber]));
}

interface Owner {
  readonly bcId: string;
  readonly displayNumber: string;
}

async function ownersOf(db: DbOrTx, companyId: number, numbers: readonly string[]): Promise<Map<string, Owner>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('customer')
    .select(['number', 'bc_id', 'display_number'])
    .where('company_id', '=', companyId)
    .where('number', 'in', [...new Set(numbers)])
    .execute();
  return new Map(rows.map((row) => [row.number, { bcId: row.bc_id, displayNumber: row.display_number }]));
}

/** A customer that was renamed in Business Central gives its former number free. */
async function forgetFormerNumbers(db: DbOrTx, companyId: number, customers: readonly BcCustomer[]): Promise<void> {
  const now = customers.map((customer) => ({ id: customer.id, number: comparableCustomerNumber(customer.number) }));
  await sql`delete from customer c using jsonb_to_recordset(${JSON.stringify(now)}::jsonb) as n(id text, number text)
    where c.company_id = ${companyId} and c.bc_id = n.id and c.number <> n.number`.execute(db);
}

const sameNumber = (number: string, owner: string): Problem =>
  problem('CUSTOMER_UNREADABLE', {
    customerNumber: number,
    field: 'number',
    value: `${number} and ${owner}`,
    expected: 'numbers that differ by more than leading zeros: Nets does not return those as they were sent',
  });

/**
 * Marks the customers that a full read did not show: Business Central has deleted them, or merged them into others. They are
 * kept, because money may come from them for years; the machine gives them none.
 */
export async function markGone(db: DbOrTx, companyId: number, readNumber: number, at: Date): Promise<void> {
  await sql`update customer set gone_since = ${at}
    where company_id = ${companyId} and gone_since is null and coalesce(read_number, 0) < ${readNumber}`.execute(db);
}

const rowOf = (companyId: number, customer: BcCustomer, readNumber: number) => ({
  company_id: companyId,
  number: comparableCustomerNumber(customer.number),
  bc_id: customer.id,
  display_number: customer.number,
  name: customer.displayName,
  address1: customer.addressLine1,
  address2: customer.addressLine2,
  city: customer.city,
  postcode: customer.postalCode,
  country: customer.country,
  tax_number: customer.taxRegistrationNumber,
  currency: customer.currencyCode,
  blocked: customer.blocked,
  scheme_code: customer.collectionScheme,
  excluded: customer.excludeFromCollection,
  modified_at: customer.lastModifiedDateTime,
  read_number: readNumber,
  gone_since: null,
});
