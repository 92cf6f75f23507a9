import { type Selectable, sql } from 'kysely';
import {
  type CalendarDate,
  comparableCustomerNumber,
  fail,
  type Moment,
  ok,
  type Problem,
  problem,
  type Result,
} from '#kernel';
import { type Actor, addWork, type Database, insertWithEvents, type Tables, type Tx, updateWithEvents } from '#store';

export interface MandateParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
}

export type MandateChange = Selectable<Tables['mandate_change']>;

/** The mandate journal, newest first. */
export const listMandateChanges = (
  { db }: Database,
  query: { readonly companyId: number; readonly states?: readonly string[] | undefined; readonly limit: number },
): Promise<readonly MandateChange[]> => {
  const all = db.selectFrom('mandate_change').selectAll().where('company_id', '=', query.companyId);
  const some = query.states ? all.where('state', 'in', query.states) : all;
  return some.orderBy('id', 'desc').limit(Math.min(query.limit, 1000)).execute();
};

export interface MandateOrder {
  readonly companyId: number;
  readonly agreementKey: string;
  readonly kind: 'register' | 'cancel';
  readonly customerNumber: string;
  readonly debtorGroup?: string | undefined;
  readonly mandateNumber?: string | undefined;
  /** The debtor's bank: registration number and account, and its CVR number, where a registration needs them. */
  readonly registration?: string | undefined;
  readonly account?: string | undefined;
  readonly taxNumber?: string | undefined;
}

/** Drafts a registration or cancellation of ours; it is sent once somebody has approved it. */
export async function draftMandateChange(order: MandateOrder, parts: MandateParts): Promise<Result<number, Problem>> {
  const { db } = parts.database;
  const customerNumber = comparableCustomerNumber(order.customerNumber);
  const agreement = await db
    .selectFrom('channel_agreement')
    .select('id')
    .where('company_id', '=', order.companyId)
    .where('key', '=', order.agreementKey)
    .executeTakeFirst();
  if (!agreement) return fail(problem('NOT_FOUND', { what: 'agreement', id: order.agreementKey }));
  const customer = await db
    .selectFrom('customer')
    .select('tax_number')
    .where('company_id', '=', order.companyId)
    .where('number', '=', customerNumber)
    .executeTakeFirst();
  if (!customer) return fail(problem('NOT_FOUND', { what: 'customer', id: order.customerNumber }));
  const row = {
    company_id: order.companyId,
    agreement_id: agreement.id,
    direction: 'out',
    kind: order.kind,
    customer_number: customerNumber,
    debtor_group: order.debtorGroup ?? '',
    mandate_number: order.mandateNumber ?? '',
    valid_from: null,
    valid_to: null,
    registration: order.registration ?? '',
    account: order.account ?? '',
    tax_number: order.taxNumber ?? customer.tax_number,
    state: 'proposed',
    explanation: `drafted by ${parts.by}`,
    created_at: parts.moment.at,
  };
  const [made] = await insertWithEvents(db, 'mandate_change', [row], 'propose', actorOf(parts));
  return ok(made?.id ?? 0);
}

/** What a person may still correct; a field left out stays. */
export interface MandateEdit {
  readonly debtorGroup?: string | undefined;
  readonly mandateNumber?: string | undefined;
  readonly validFrom?: CalendarDate | null | undefined;
  readonly validTo?: CalendarDate | null | undefined;
  readonly registration?: string | undefined;
  readonly account?: string | undefined;
  readonly taxNumber?: string | undefined;
}

/** Corrects a change that nobody has approved yet. */
export async function editMandateChange(
  input: { readonly companyId: number; readonly id: number; readonly edit: MandateEdit },
  parts: MandateParts,
): Promise<Result<MandateChange, Problem>> {
  const { edit } = input;
  const columns = {
    debtor_group: edit.debtorGroup,
    mandate_number: edit.mandateNumber,
    valid_from: edit.validFrom,
    valid_to: edit.validTo,
    registration: edit.registration,
    account: edit.account,
    tax_number: edit.taxNumber,
  };
  const patch = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
  if (Object.keys(patch).length === 0) {
    return fail(problem('INPUT_WRONG', { field: 'edit', value: '', expected: 'at least one field to correct' }));
  }
  return change(input, 'edit', ['proposed'], { ...patch, state: 'proposed' }, parts);
}

/**
 * A person has checked the change. One of the channel's is written to Business Central by the next work; one of ours goes
 * into the next delivery of mandates.
 */
export async function approveMandateChange(
  input: { readonly companyId: number; readonly id: number },
  parts: MandateParts,
): Promise<Result<MandateChange, Problem>> {
  const approved = await change(input, 'approve', ['proposed'], { state: 'approved', explanation: '' }, parts);
  if (!approved.ok) return approved;
  const { id, company_id: companyId, direction } = approved.value;
  if (direction === 'in') {
    // Approved again after a refusal it is another piece of work.
    const dedupeKey = `apply-mandate-change:${id}:${parts.moment.at.toISOString()}`;
    const work = { companyId, type: 'apply-mandate-change', payload: { changeId: id }, dedupeKey };
    await parts.database.db.transaction().execute((tx) => addWork(tx, [work], parts.moment.at));
  }
  return approved;
}

/** A person has decided that nothing follows from it. */
export const dismissMandateChange = (
  input: { readonly companyId: number; readonly id: number; readonly reason: string },
  parts: MandateParts,
): Promise<Result<MandateChange, Problem>> =>
  change(input, 'dismiss', ['proposed', 'approved'], { state: 'dismissed', explanation: input.reason }, parts);

async function change(
  { companyId, id }: { readonly companyId: number; readonly id: number },
  action: string,
  from: readonly string[],
  patch: Readonly<Record<string, unknown>>,
  parts: MandateParts,
): Promise<Result<MandateChange, Problem>> {
  return parts.database.db.transaction().execute(async (tx) => {
    const found = await lockChange(tx, companyId, id);
    if (!found) return fail(problem('NOT_FOUND', { what: 'mandate change', id: String(id) }));
    if (!from.includes(found.state)) {
      const context = { what: 'mandate change', id: String(id), state: found.state, action };
      return fail(problem('NOT_ALLOWED_IN_STATE', context));
    }
    await updateWithEvents(tx, 'mandate_change', patch, sql`r.id = ${id}`, action, actorOf(parts));
    const after = await lockChange(tx, companyId, id);
    return ok(after ?? found);
  });
}

const lockChange = (tx: Tx, companyId: number, id: number): Promise<MandateChange | undefined> =>
  tx
    .selectFrom('mandate_change')
    .selectAll()
    .where('id', '=', id)
    .where('company_id', '=', companyId)
    .forUpdate()
    .executeTakeFirst();

const actorOf = ({ by, moment }: MandateParts): Actor => ({ by, at: moment.at });
