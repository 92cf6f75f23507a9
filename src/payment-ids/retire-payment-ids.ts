import { sql } from 'kysely';
import { comparableCustomerNumber, fail, type Moment, ok, type Problem, problem, type Result } from '#kernel';
import { alone, type Database, updateWithEvents } from '#store';
import { lookUpPaymentIds } from './look-up-payment-ids.ts';

/** Which numbers to retire: as they are written, or all of a customer, or of an invoice. */
export type WhichPaymentIds =
  | { readonly paymentIds: readonly string[] }
  | { readonly customerNumber: string }
  | { readonly entryNumber: number };

export interface RetireParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
}

/**
 * Takes numbers out of use, for ever. A retired number still finds its owner, and is never given to anybody else.
 * Those that are retired already stay as they are; a number that is nobody's refuses the whole order.
 */
export async function retirePaymentIds(
  order: { readonly companyId: number; readonly which: WhichPaymentIds; readonly reason: string },
  parts: RetireParts,
): Promise<Result<{ readonly retired: number }, Problem>> {
  const { database, moment, by } = parts;
  const { companyId, which } = order;
  const reason = order.reason.trim();
  if (reason === '') return fail(problem('INPUT_WRONG', { field: 'reason', value: '', expected: 'why it is retired' }));
  const run = await alone(database.pool, `payment-ids:${companyId}`, async () => {
    const condition = await conditionOf(companyId, which, database);
    if (!condition.ok) return condition;
    const retired = await updateWithEvents(
      database.db,
      'payment_id',
      { state: 'retired', valid_to: moment.today, reason, written_to_bc_at: null },
      sql`r.company_id = ${companyId} and r.state = 'active' and ${condition.value}`,
      'retire',
      { by, at: moment.at },
    );
    return ok({ retired: retired.length });
  });
  return (
    run?.value ??
    fail(
      problem('NOT_ALLOWED_IN_STATE', { what: 'payment ids', id: String(companyId), state: 'busy', action: 'retire' }),
    )
  );
}

async function conditionOf(companyId: number, which: WhichPaymentIds, { db }: Database) {
  if ('entryNumber' in which) return ok(sql`r.entry_number = ${which.entryNumber} and r.entry_number > 0`);
  if ('customerNumber' in which) {
    const number = comparableCustomerNumber(which.customerNumber);
    // A customer who is gone from Business Central is known by the number he had.
    return ok(sql`coalesce((select c.number from customer c
      where c.company_id = r.company_id and c.bc_id = r.customer_bc_id), r.customer_number) = ${number}`);
  }
  const found = await lookUpPaymentIds(
    db,
    companyId,
    which.paymentIds.map((value) => ({ kind: '', value })),
  );
  // Retiring is for ever, so a number that is only nearly right is not taken for the one that was meant.
  const wrong = found.findIndex(({ outcome }) => outcome !== 'exact');
  if (wrong >= 0) return fail(problem('NOT_FOUND', { what: 'payment id', id: which.paymentIds[wrong] ?? '' }));
  return ok(sql`r.id = any(${found.flatMap(({ found: one }) => one?.id ?? [])})`);
}
