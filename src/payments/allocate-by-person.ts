import { sql } from 'kysely';
import { type LineState, lineMachine } from '#journal';
import { after, fail, ok, problem, type Problem, type Result } from '#kernel';
import type { Tx } from '#store';
import { lineState } from './load-books.ts';
import { distribute } from './matching/distribute.ts';
import type { Share } from './matching/facts-and-lines.ts';
import { lockCustomers, type OpenClaimRow, openClaimsOf } from './open-claims.ts';

/** A payment that waits, as a person sees it. */
export interface WaitingPayment {
  readonly id: number;
  readonly companyId: number;
  readonly fileId: number;
  readonly lineNumber: number;
  readonly kind: 'paid' | 'rejected' | 'cancelled' | 'chargedBack';
  readonly customerNumber: string;
  readonly effectMinor: number;
  readonly currency: string;
  readonly lineId: number | null;
  readonly state: string;
}

/** Locks a payment; null when there is none of this id. */
export async function lockPayment(tx: Tx, id: number): Promise<WaitingPayment | null> {
  const found = await sql<WaitingPayment>`
    select id, company_id as "companyId", file_id as "fileId", line_number as "lineNumber", kind,
      customer_number as "customerNumber", effect_minor as "effectMinor", currency, line_id as "lineId", state
    from payment where id = ${id} for update`.execute(tx);
  return found.rows[0] ?? null;
}

/** Where a person wants the money to go. */
export interface Assigned {
  readonly lineId: number | null;
  readonly reference: string | null;
  readonly customerNumber: string;
  readonly shares: readonly Share[];
}

/** Claims as a person names them; none: he leaves it to their age. */
export interface NamedClaims {
  readonly claimIds: readonly number[];
  readonly documentNumbers: readonly string[];
}

/** The customer's open claims, oldest due first; only those named, when some are. */
export async function toCustomer(
  tx: Tx,
  payment: WaitingPayment,
  customerNumber: string,
  named: NamedClaims,
): Promise<Result<Assigned, Problem>> {
  const { effectMinor } = payment;
  const claims = await claimsNamed(tx, payment, customerNumber, named);
  if (!claims.ok) return claims;
  const isNamed = named.claimIds.length + named.documentNumbers.length > 0;
  // Credit memos are used up only where a person names them.
  const chosen = claims.value.filter(({ minor }) => isNamed || Math.sign(minor) === Math.sign(effectMinor));
  return ok({ lineId: null, reference: null, customerNumber, shares: distribute(effectMinor, chosen) });
}

/**
 * What is open of a customer in the currency of the payment, oldest due first; only the claims named, when some are. One
 * that is named must be there: open, his, and in that currency.
 */
export async function claimsNamed(
  tx: Tx,
  { companyId, currency }: WaitingPayment,
  customerNumber: string,
  named: NamedClaims,
): Promise<Result<readonly OpenClaimRow[], Problem>> {
  if (!(await isCustomer(tx, companyId, customerNumber))) {
    return fail(problem('NOT_FOUND', { what: 'customer', id: customerNumber }));
  }
  const claims = (await openClaimsOf(tx, companyId, customerNumber)).filter((claim) => claim.currency === currency);
  const missing =
    named.claimIds.find((id) => !claims.some((claim) => claim.claimId === id)) ??
    named.documentNumbers.find((number) => !claims.some((claim) => claim.documentNumber === number));
  if (missing !== undefined) {
    return fail(problem('NOT_FOUND', { what: `open claim of ${customerNumber} in ${currency}`, id: String(missing) }));
  }
  if (named.claimIds.length + named.documentNumbers.length === 0) return ok(claims);
  return ok(
    claims.filter(
      ({ claimId, documentNumber }) =>
        named.claimIds.includes(claimId) || named.documentNumbers.includes(documentNumber),
    ),
  );
}

/** Whether Business Central has the customer; his number is in comparable form. */
export async function isCustomer(tx: Tx, companyId: number, customerNumber: string): Promise<boolean> {
  const found = await tx
    .selectFrom('customer')
    .select('number')
    .where('company_id', '=', companyId)
    .where('number', '=', customerNumber)
    .executeTakeFirst();
  return found !== undefined;
}

export interface TargetLine {
  readonly id: number;
  readonly reference: string;
  readonly customerNumber: string;
  readonly state: LineState;
}

/** A line of the company by its reference, locked behind its customer. */
export async function lockLine(tx: Tx, companyId: number, reference: string): Promise<TargetLine | null> {
  const owner = await tx
    .selectFrom('collection_line')
    .select('customer_number')
    .where('company_id', '=', companyId)
    .where('reference', '=', reference)
    .executeTakeFirst();
  if (owner) await lockCustomers(tx, companyId, [owner.customer_number]);
  const found = await sql<Omit<TargetLine, 'state'> & { readonly state: string }>`
    select id, reference, customer_number as "customerNumber", state from collection_line
    where company_id = ${companyId} and reference = ${reference} for update`.execute(tx);
  const [line] = found.rows;
  return line ? { ...line, state: lineState(line.state) } : null;
}

/**
 * The line becomes paid by this payment: its claims first, what is left over on account. A line that cannot become paid
 * any more (paid already, stopped, or its claims are in another line) only says which claims are meant, as far as open.
 */
export async function toLine(tx: Tx, payment: WaitingPayment, line: TargetLine): Promise<Assigned> {
  const { companyId, effectMinor } = payment;
  const { reference, customerNumber } = line;
  const shares = await sql<Share & { readonly isElsewhere: boolean }>`
    select s.claim_id as "claimId", s.amount_minor as minor, exists (
      select 1 from line_claim o where o.claim_id = s.claim_id and o.is_live and o.line_id <> s.line_id) as "isElsewhere"
    from line_claim s join claim c on c.id = s.claim_id
    where s.line_id = ${line.id} order by c.due_date nulls last, c.id`.execute(tx);
  const canBePaid = after(lineMachine, line.state, 'pay') !== null && !shares.rows.some((share) => share.isElsewhere);
  if (canBePaid) return { lineId: line.id, reference, customerNumber, shares: distribute(effectMinor, shares.rows) };
  const open = await openClaimsOf(tx, companyId, customerNumber);
  const meant = open.filter(
    (claim) => claim.currency === payment.currency && shares.rows.some((share) => share.claimId === claim.claimId),
  );
  return { lineId: null, reference, customerNumber, shares: distribute(effectMinor, meant) };
}
