import { sql } from 'kysely';
import type { BcClient, BcPage } from '#bc-connector';
import { withOverlap } from '#bc-connector';
import { openExceptions } from '#exceptions';
import { type CalendarDate, comparableCustomerNumber, type Moment, type Problem } from '#kernel';
import type { BcClaim, BcMandate } from '#schemas/bc';
import { addWork, alone, type Database, type DbOrTx } from '#store';
import { ahead } from './ahead.ts';
import { displayNumbers, markGone, storeCustomers } from './store-customers.ts';
import { lastOfEach, upsert } from './upsert.ts';

export interface SyncReport {
  readonly claims: number;
  readonly customers: number;
  readonly mandates: number;
  readonly problems: number;
}

export interface SyncParts {
  readonly database: Database;
  readonly bc: BcClient;
  readonly moment: Moment;
  readonly by: string;
  readonly progress?: (done: number) => void;
}

/**
 * Brings our copy of a company's customers, mandates and open ledger entries up to date.
 *
 * A full read takes every open entry, and closes those that Business Central no longer has open: a partial payment does
 * not always touch an entry's modification time, so only a full read is proof of what is owed now. A delta read takes what
 * changed since the last watermark. Pages are stored as they come; a read that was cut short is simply read again.
 *
 * @returns null when another process is at it
 * @throws ProblemError when Business Central cannot be read at all
 */
export async function syncCompany(
  input: { readonly companyId: number; readonly isFull: boolean },
  parts: SyncParts,
): Promise<SyncReport | null> {
  const done = await alone(parts.database.pool, `ledger:${input.companyId}`, () => readAll(input, parts));
  return done?.value ?? null;
}

async function readAll(
  { companyId, isFull }: { readonly companyId: number; readonly isFull: boolean },
  parts: SyncParts,
): Promise<SyncReport> {
  const { db } = parts.database;
  const company = await db.selectFrom('company').selectAll().where('id', '=', companyId).executeTakeFirstOrThrow();
  await parts.bc.setup(company.bc_id);
  const isFirst = company.claims_watermark === null;
  const since = (watermark: string | null) => (watermark === null ? {} : { modifiedAfter: withOverlap(watermark) });
  const count = { claims: 0, customers: 0, mandates: 0, problems: 0 };
  const store = async <T>(
    pages: AsyncIterable<BcPage<T>>,
    keep: (entities: readonly T[]) => Promise<readonly Problem[]>,
    what: keyof SyncReport,
  ) => {
    let watermark: string | null = null;
    for await (const page of ahead(pages)) {
      const problems = [...page.problems, ...(await keep(page.entities))];
      await reportProblems(db, companyId, problems, parts);
      count[what] += page.entities.length;
      count.problems += problems.length;
      watermark = page.watermark ?? watermark;
      parts.progress?.(count.claims + count.customers + count.mandates);
    }
    return watermark;
  };

  const readsWhole = isFull || isFirst;
  const readNumber = await nextReadNumber(db, companyId);
  const customersMark = await store(
    parts.bc.customers(company.bc_id, readsWhole ? {} : since(company.customers_watermark)),
    (customers) => storeCustomers(db, companyId, customers, readNumber),
    'customers',
  );
  // A customer that could not be read is not gone.
  if (readsWhole && count.problems === 0) await markGone(db, companyId, readNumber, parts.moment.at);
  const mandatesMark = await store(
    parts.bc.agreements(company.bc_id, since(company.mandates_watermark)),
    (mandates) => storeMandates(db, companyId, mandates),
    'mandates',
  );
  const lastEvent = await lastEventOf(db);
  const claimsMark = await store(
    parts.bc.claims(company.bc_id, readsWhole ? { openOnly: true } : since(company.claims_watermark)),
    (claims) => storeClaims(db, companyId, claims, readNumber, lastEvent),
    'claims',
  );
  if (readsWhole) {
    await closeUnseen(db, companyId, readNumber);
    await storeUnpostedPayments(parts, companyId, company.bc_id);
  }
  await db
    .updateTable('company')
    .set({
      claims_watermark: claimsMark ?? company.claims_watermark,
      customers_watermark: customersMark ?? company.customers_watermark,
      mandates_watermark: mandatesMark ?? company.mandates_watermark,
      ...(readsWhole ? { claims_read_at: parts.moment.at } : {}),
    })
    .where('id', '=', companyId)
    .execute();
  // Money that waits for a claim may find it now.
  const dedupeKey = `decide-waiting:${companyId}:${readNumber}`;
  const work = { companyId, type: 'decide-waiting', payload: { companyId }, dedupeKey };
  if (readsWhole) await addWork(db, [work], parts.moment.at);
  return count;
}

async function reportProblems(
  db: DbOrTx,
  companyId: number,
  problems: readonly Problem[],
  parts: SyncParts,
): Promise<void> {
  if (problems.length === 0) return;
  const found = problems.map((problem) => ({
    problem,
    subject: 'company' as const,
    subjectId: companyId,
    dedupeKey: `read:${companyId}:${JSON.stringify(problem)}`,
  }));
  await openExceptions(db, companyId, found, { by: parts.by, at: parts.moment.at });
}

export async function nextReadNumber(db: DbOrTx, companyId: number): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select greatest((select max(read_number) from claim where company_id = ${companyId}),
      (select max(read_number) from customer where company_id = ${companyId}), 0) + 1 as next`.execute(db);
  return rows[0]?.next ?? 1;
}

/** Everything confirmed as posted up to here is in what Business Central is about to tell. */
export async function lastEventOf(db: DbOrTx): Promise<number> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(id), 0) as last from event`.execute(db);
  return rows[0]?.last ?? 0;
}

const dateText = (date: CalendarDate | null): string | null => date;

export async function storeClaims(
  db: DbOrTx,
  companyId: number,
  claims: readonly BcClaim[],
  readNumber: number,
  lastEvent: number,
): Promise<readonly Problem[]> {
  const owners = await displayNumbers(
    db,
    companyId,
    claims.map((claim) => comparableCustomerNumber(claim.customerNumber)),
  );
  const rows = lastOfEach(claims, (claim) => claim.entryNumber).map((claim) => ({
    company_id: companyId,
    bc_id: claim.id,
    entry_number: claim.entryNumber,
    document_type: claim.documentType,
    document_number: claim.documentNumber,
    customer_number: comparableCustomerNumber(claim.customerNumber),
    posting_date: dateText(claim.postingDate),
    due_date: dateText(claim.dueDate),
    currency: claim.effectiveCurrencyCode,
    original_minor: claim.originalAmount,
    remaining_minor: claim.remainingAmount,
    is_open: claim.open,
    on_hold: claim.onHold,
    dispute_status: claim.disputeStatus,
    applies_to_id: claim.appliesToId,
    ...eligibility(claim, owners.get(comparableCustomerNumber(claim.customerNumber))),
    scheme_code: claim.collectionScheme,
    description: claim.description,
    modified_at: claim.lastModifiedDateTime,
    read_number: readNumber,
    external_document_number: claim.externalDocumentNumber,
    discount_until: dateText(claim.pmtDiscountDate),
    discount_minor: claim.remainingPmtDiscPossible,
    tolerance_minor: claim.maxPaymentTolerance,
    read_after_event: lastEvent,
  }));
  await upsert(db, 'claim', rows, 'company_id, entry_number');
  return [];
}

/** An entry of a customer whose number another one has but for leading zeros must never be collected from that other one. */
const eligibility = (claim: BcClaim, owner: string | undefined) =>
  owner === undefined || owner === claim.customerNumber
    ? { is_eligible: claim.collectionEligible, block_reason: claim.collectionBlockReason }
    : { is_eligible: false, block_reason: `of customer ${claim.customerNumber}, which Nets cannot tell from ${owner}` };

async function storeMandates(
  db: DbOrTx,
  companyId: number,
  mandates: readonly BcMandate[],
): Promise<readonly Problem[]> {
  const rows = lastOfEach(mandates, (mandate) => mandate.id).map((mandate) => ({
    company_id: companyId,
    bc_id: mandate.id,
    scheme_code: mandate.schemeCode,
    customer_number: comparableCustomerNumber(mandate.customerNumber),
    debtor_group: mandate.debtorGroupNumber,
    mandate_number: mandate.agreementNumber,
    status: mandate.status,
    valid_from: dateText(mandate.validFrom),
    valid_to: dateText(mandate.validTo),
    iban: mandate.debtorIban.replaceAll(/\s/g, '').toUpperCase(),
    bic: mandate.debtorBic.replaceAll(/\s/g, '').toUpperCase(),
    signed_on: dateText(mandate.signedOn),
    modified_at: mandate.lastModifiedDateTime,
  }));
  await upsert(db, 'mandate', rows, 'company_id, bc_id');
  return [];
}

/** An open entry that a full read did not show has been closed in Business Central meanwhile. */
async function closeUnseen(db: DbOrTx, companyId: number, readNumber: number): Promise<void> {
  await sql`update claim set is_open = false, remaining_minor = 0
    where company_id = ${companyId} and is_open and read_number < ${readNumber}`.execute(db);
}

async function storeUnpostedPayments({ database, bc }: SyncParts, companyId: number, bcId: string): Promise<void> {
  const unposted = await bc.unpostedPayments(bcId);
  await database.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('unposted_payment').where('company_id', '=', companyId).execute();
    const rows = unposted
      .filter((payment) => payment.customerNumber !== '')
      .map((payment) => ({
        company_id: companyId,
        customer_number: comparableCustomerNumber(payment.customerNumber),
        document_number: payment.appliesToInvoiceNumber,
        amount_minor: payment.amount,
      }));
    if (rows.length > 0) await tx.insertInto('unposted_payment').values(rows).execute();
  });
}
