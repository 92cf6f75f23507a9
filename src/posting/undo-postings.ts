import { type RawBuilder, sql } from 'kysely';
import { openExceptions } from '#exceptions';
import { knownDate, later, minor, momentOf, problem } from '#kernel';
import { type Actor, insertWithEvents, type Tx, updateWithEvents } from '#store';
import type { InTransaction } from './in-transaction.ts';
import { standingAllocations } from './movement-facts.ts';
import { type AllocationRow, allocationOf, type PostingRow, standingOf } from './movement-rows.ts';
import { followingKey } from './movement-key.ts';
import { applicationsOf, isSameContent, type PostingContent } from './posting-content.ts';
import { fieldOf } from './rows.ts';

/** An allocation that the posting `o` carries was undone; of an old posting, any of its payment. */
const isUndone = (o: string) => {
  const posting = sql.raw(o);
  return sql`exists (select 1 from allocation x where x.company_id = ${posting}.company_id
    and x.payment_id = ${posting}.payment_id and x.is_undone
    and (${posting}.allocation_ids is null or ${posting}.allocation_ids @> to_jsonb(x.id)))`;
};

const pageSize = 1000;

/**
 * Takes back in Business Central what a person undid after it was posted, and withdraws what had not left yet.
 *
 * A posting that is matched again as it was stays: only its allocations are new. Safe to run again at any time: a posting
 * is taken back once, whatever the state of what takes it back.
 *
 * @returns how many reversals are new
 */
export async function proposeReversals(run: InTransaction, companyId: number, actor: Actor): Promise<number> {
  await run((tx) => withdrawUndone(tx, sql`r.company_id = ${companyId} and r.state = 'proposed'`, actor));
  let count = 0;
  for (let afterId: number | null = 0; afterId !== null; ) {
    const from: number = afterId;
    const page = await run((tx) => reversePage(tx, companyId, from, actor));
    count += page.proposed;
    afterId = page.lastId;
  }
  return count;
}

/** Postings that have not left and whose allocations are undone never leave. @returns their ids */
export async function withdrawUndone(tx: Tx, which: RawBuilder<unknown>, actor: Actor): Promise<readonly number[]> {
  const patch = { state: 'failed', superseded: 'replaced', bc_text: 'It was undone before it was sent.' };
  return updateWithEvents(tx, 'posting', patch, sql`${which} and ${isUndone('r')}`, 'withdraw', actor);
}

interface UndoneRow extends PostingRow {
  readonly company_id: number;
  readonly payment_id: number;
  readonly allocations: readonly AllocationRow[] | null;
}

async function reversePage(
  tx: Tx,
  companyId: number,
  afterId: number,
  actor: Actor,
): Promise<{ readonly proposed: number; readonly lastId: number | null }> {
  const { rows } = await sql<UndoneRow>`
    with page as materialized (
      select o.id from posting o
      where o.company_id = ${companyId} and o.id > ${afterId} and o.state = 'confirmed' and o.superseded is null
        and o.kind in ('payment', 'return')
        and o.payment_id in (select payment_id from allocation where company_id = ${companyId} and is_undone)
        and ${isUndone('o')}
        and not exists (select 1 from posting t where t.original_id = o.id and t.superseded is null
          and t.kind in ('return', 'reversal'))
      order by o.id limit ${pageSize} for update of o
    )
    select o.*, parts.allocations from page join posting o on o.id = page.id
    left join lateral (
      ${standingAllocations(sql`x.payment_id = o.payment_id and (o.part is null or x.customer_number = o.part)`)}
    ) parts on true
    order by o.id`.execute(tx);
  const same = rows.filter(isMatchedAsBefore);
  const other = rows.filter((row) => !isMatchedAsBefore(row));
  await relink(tx, same, actor);
  await tellReturns(
    tx,
    companyId,
    other.filter(({ kind }) => kind === 'return'),
    actor,
  );
  const undone = other.filter(({ kind }) => kind === 'payment');
  const ids = undone.map(({ id }) => id);
  const dependants = await takeBackDependants(tx, ids, actor);
  const made = await insertWithEvents(tx, 'posting', await reversalRows(tx, ids, actor), 'propose', actor, {
    onConflict: 'do nothing',
  });
  return {
    proposed: made.length + dependants,
    lastId: rows.length === pageSize ? (rows.at(-1)?.id ?? null) : null,
  };
}

/** A person undid it and matched it again, and it comes to the same: what is posted is right. */
function isMatchedAsBefore(row: UndoneRow): boolean {
  const allocations = (row.allocations ?? []).map(allocationOf);
  const total = allocations.reduce((sum, { minor: share }) => sum + share, 0);
  const [first] = allocations;
  if (!first || allocations.some(({ customerNumber }) => customerNumber !== first.customerNumber)) return false;
  const posted = standingOf(row).content;
  const meant: PostingContent = {
    ...posted,
    customerNumber: row.kind === 'return' ? posted.customerNumber : first.customerNumber,
    amount: minor(Math.abs(total)),
    applications: applicationsOf(allocations),
  };
  return isSameContent(posted, meant);
}

async function relink(tx: Tx, rows: readonly UndoneRow[], actor: Actor): Promise<void> {
  if (rows.length === 0) return;
  const links = rows.map(({ id, allocations }) => ({ id, allocations: (allocations ?? []).map((one) => one.id) }));
  const where = sql`r.id = any(${links.map(({ id }) => id)})`;
  const patch = { allocation_ids: fieldOf(links)('allocations', 'jsonb') };
  await updateWithEvents(tx, 'posting', patch, where, 'matchAgain', actor);
}

/** A return that is in the books cannot be taken back from here: it undid an application that we do not make again. */
async function tellReturns(tx: Tx, companyId: number, rows: readonly UndoneRow[], actor: Actor): Promise<void> {
  const findings = rows.map((row) => ({
    problem: problem('POSTING_NOT_POSSIBLE', {
      reference: row.idempotency_key,
      customerNumber: row.customer_number,
      minor: -row.amount_minor,
      why: 'it was undone after it was posted; take the refund back by hand in Business Central',
    }),
    subject: 'posting' as const,
    subjectId: row.id,
  }));
  await openExceptions(tx, companyId, findings, actor);
}

/**
 * What hangs on postings that are taken back (write-offs) is taken back before them: Business Central undoes the latest
 * application of an entry first. What has not left is withdrawn.
 *
 * @returns how many reversals are new
 */
export async function takeBackDependants(tx: Tx, originalIds: readonly number[], actor: Actor): Promise<number> {
  if (originalIds.length === 0) return 0;
  const patch = { state: 'failed', superseded: 'replaced', bc_text: 'What it followed was taken back.' };
  const hanging = sql`r.original_id = any(${originalIds}) and r.kind in ('writeOff') and r.superseded is null`;
  await updateWithEvents(
    tx,
    'posting',
    patch,
    sql`${hanging} and r.state in ('proposed', 'failed')`,
    'withdraw',
    actor,
  );
  const { rows } = await sql<{ id: number }>`
    select r.id from posting r where ${hanging} and r.state = 'confirmed' order by r.id desc`.execute(tx);
  const reversals = await reversalRows(
    tx,
    rows.map(({ id }) => id),
    actor,
  );
  const made = await insertWithEvents(tx, 'posting', reversals, 'propose', actor, { onConflict: 'do nothing' });
  return made.length;
}

/** One reversal of each posting: of the same customer and amount, never dated before what it takes back. */
async function reversalRows(tx: Tx, ids: readonly number[], actor: Actor): Promise<readonly object[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PostingRow & { company_id: number; payment_id: number }>`
    select * from posting where id = any(${ids}) order by id desc`.execute(tx);
  const { today } = momentOf(actor.at);
  return rows.map((row) => ({
    company_id: row.company_id,
    payment_id: row.payment_id,
    kind: 'reversal',
    original_id: row.id,
    idempotency_key: followingKey(row.idempotency_key, 'u'),
    customer_number: row.customer_number,
    amount_minor: row.amount_minor,
    currency: row.currency,
    posting_date: later(today, knownDate(row.posting_date)),
    applications: [],
    part: row.part,
    allocation_ids: [],
    state: 'proposed',
    attempts: 0,
  }));
}
