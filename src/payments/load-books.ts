import { type SqlBool, sql } from 'kysely';
import { openMinorOf } from '#claims';
import type { LineState } from '#journal';
import { lineMachine } from '#journal';
import { assert } from '#kernel';
import type { Tx } from '#store';
import type { Books } from './matching/decide-all.ts';
import type { Fact, FirstTold, LineBook, Payer, Share } from './matching/facts-and-lines.ts';

/**
 * Reads, set by set, the part of the books that these payments could be about, and locks their lines in the order of
 * their ids, so that two workers can neither pay a line twice nor wait for each other in a ring.
 */
export async function loadBooks(
  tx: Tx,
  companyId: number,
  facts: readonly Fact[],
  alsoLines: readonly number[] = [],
): Promise<Books> {
  const lines = await lockLines(tx, companyId, facts, alsoLines);
  const ids = lines.map((line) => line.id);
  const paid = lines.filter((line) => line.state === 'paid').map((line) => line.id);
  const givenUp = lines.filter(({ state }) => state === 'rejected' || state === 'chargedBack').map((line) => line.id);
  const shares = await loadShares(tx, ids);
  const payers = await loadPayers(tx, paid);
  const rivals = await loadRivals(tx, paid);
  const others = await loadOtherReferences(tx, givenUp);
  const chargeBacks = await loadChargeBacks(tx, givenUp);
  const paidOtherwise = await loadPaidOtherwise(tx, ids);
  return {
    lines: new Map(
      lines.map((line) => {
        const payer = payers.get(line.id) ?? null;
        return [
          line.id,
          {
            ...line,
            shares: shares.get(line.id) ?? [],
            payer,
            parkedPayments: payer ? (rivals.get(line.id) ?? 0) : 0,
            otherReference: others.get(line.id) ?? null,
            chargeBack: chargeBacks.get(line.id) ?? null,
            isPaidOtherwise: paidOtherwise.has(line.id),
          },
        ];
      }),
    ),
    knownCustomers: await loadKnownCustomers(tx, companyId, facts),
    tellings: await loadTellings(tx, companyId, facts),
    fileNames: await loadFileNames(tx, facts),
  };
}

type LockedLine = Pick<
  LineBook,
  | 'id'
  | 'agreementId'
  | 'reference'
  | 'customerNumber'
  | 'debtorGroup'
  | 'mandateNumber'
  | 'currency'
  | 'paymentDate'
  | 'expectedMinor'
  | 'state'
>;

async function lockLines(
  tx: Tx,
  companyId: number,
  facts: readonly Fact[],
  alsoLines: readonly number[],
): Promise<readonly LockedLine[]> {
  const ids = [...new Set([...(await findLines(tx, companyId, facts)), ...alsoLines])];
  const found = await sql<Omit<LockedLine, 'state'> & { readonly state: string }>`
    select l.id, l.agreement_id as "agreementId", l.reference, l.customer_number as "customerNumber",
      l.debtor_group as "debtorGroup", l.mandate_number as "mandateNumber", l.currency, l.payment_date as "paymentDate", l.state,
      case l.direction when 'disburse' then -l.amount_minor else l.amount_minor end as "expectedMinor"
    from collection_line l where l.id = any(${ids}) order by l.id for update`.execute(tx);
  return found.rows.map((line) => ({ ...line, state: lineState(line.state) }));
}

/** The lateral join keeps the planner to the index, one look for each payment, however many lines there are. */
async function findLines(tx: Tx, companyId: number, facts: readonly Fact[]): Promise<readonly number[]> {
  const references = [...new Set(facts.map((fact) => fact.reference))];
  const dated = facts.filter((fact) => fact.dueDate !== null);
  const found = await sql<{ id: number }>`
    select id from collection_line where reference = any(${references}) and company_id = ${companyId}
    union
    select o.id
    from unnest(${dated.map((fact) => fact.customerNumber)}::text[], ${dated.map((fact) => fact.dueDate)}::date[],
      ${dated.map((fact) => fact.debtorGroup)}::text[], ${dated.map((fact) => fact.agreementId)}::bigint[])
      as k(customer, due, debtor_group, agreement)
    cross join lateral (
      select l.id from collection_line l
      where l.company_id = ${companyId} and l.customer_number = k.customer and l.payment_date = k.due
        and l.debtor_group = k.debtor_group and l.agreement_id = k.agreement offset 0) o`.execute(tx);
  return found.rows.map((row) => row.id);
}

export function lineState(text: string): LineState {
  assert(isLineState(text), `"${text}" is a state of a line`);
  return text;
}

const isLineState = (text: string): text is LineState => Object.hasOwn(lineMachine, text);

async function loadShares(tx: Tx, lineIds: readonly number[]): Promise<ReadonlyMap<number, readonly Share[]>> {
  const found = await sql<{ lineId: number; claimId: number; minor: number }>`
    select line_id as "lineId", claim_id as "claimId", amount_minor as minor
    from line_claim where line_id = any(${lineIds}) order by line_id, claim_id`.execute(tx);
  return grouped(found.rows);
}

/** The payment whose allocations stand on a paid line, whatever became of its posting. */
async function loadPayers(tx: Tx, lineIds: readonly number[]): Promise<ReadonlyMap<number, Payer>> {
  if (lineIds.length === 0) return new Map();
  const found = await sql<{ lineId: number } & Payer>`
    select distinct on (a.line_id) a.line_id as "lineId", p.id as "paymentId", p.means, p.effect_minor as "effectMinor",
      (select jsonb_agg(jsonb_build_object('claimId', o.claim_id, 'minor', o.amount_minor, 'customerNumber', o.customer_number,
         'discountMinor', coalesce(o.discount_minor, 0), 'writeOffMinor', coalesce(o.write_off_minor, 0)) order by o.id)
       from allocation o where o.payment_id = p.id and not o.is_undone) as shares
    from allocation a join payment p on p.id = a.payment_id
    where a.line_id = any(${lineIds}) and not a.is_undone and p.kind = 'paid'
    order by a.line_id, p.id desc`.execute(tx);
  return new Map(found.rows.map(({ lineId, ...payer }) => [lineId, payer]));
}

/** Payments of the same line and effect that wait in the error log and are no mere repetition of the one that paid it. */
async function loadRivals(tx: Tx, lineIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
  if (lineIds.length === 0) return new Map();
  const found = await sql<{ lineId: number; count: number }>`
    select p.line_id as "lineId", count(*) as count
    from payment p join collection_line l on l.id = p.line_id
    where p.line_id = any(${lineIds}) and p.state = 'parked' and p.kind = 'paid'
      and abs(p.effect_minor) = l.paid_minor
      and not exists (select 1 from allocation a where a.payment_id = p.id and not a.is_undone)
      and not exists (select 1 from payment e where e.company_id = p.company_id and e.payment_key = p.payment_key
        and e.agreement_id = p.agreement_id and e.id < p.id)
    group by p.line_id`.execute(tx);
  return new Map(found.rows.map(({ lineId, count }) => [lineId, count]));
}

/**
 * Lines of which a claim has less left than they ask, because other money pays it: a transfer that came while the line was on
 * its way. What Business Central has settled by itself is not asked here; it says so when the money is posted.
 */
async function loadPaidOtherwise(tx: Tx, lineIds: readonly number[]): Promise<ReadonlySet<number>> {
  if (lineIds.length === 0) return new Set();
  // The look into the allocations is kept apart, so that it stays one probe of an index for each claim of a line.
  const found = await sql<{ lineId: number }>`
    with other as materialized (
      select s.line_id, s.claim_id, s.amount_minor from line_claim s
      where s.line_id = any(${lineIds}) and exists (
        select 1 from allocation a where a.claim_id = s.claim_id and not a.is_undone
          and a.line_id is distinct from s.line_id offset 0))
    select distinct o.line_id as "lineId" from other o join claim c on c.id = o.claim_id
    where ${openMinorOf} < o.amount_minor and (
      select sum(a.amount_minor) from allocation a
      where a.claim_id = o.claim_id and not a.is_undone and a.line_id is distinct from o.line_id) > 0`.execute(tx);
  return new Set(found.rows.map(({ lineId }) => lineId));
}

async function loadOtherReferences(tx: Tx, lineIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (lineIds.length === 0) return new Map();
  const found = await sql<{ lineId: number; reference: string }>`
    select distinct on (mine.line_id) mine.line_id as "lineId", other.reference
    from line_claim mine
    join line_claim theirs on theirs.claim_id = mine.claim_id and theirs.line_id <> mine.line_id and theirs.is_live
    join collection_line other on other.id = theirs.line_id
    where mine.line_id = any(${lineIds}) order by mine.line_id, other.id`.execute(tx);
  return new Map(found.rows.map(({ lineId, reference }) => [lineId, reference]));
}

async function loadChargeBacks(
  tx: Tx,
  lineIds: readonly number[],
): Promise<ReadonlyMap<number, NonNullable<LineBook['chargeBack']>>> {
  if (lineIds.length === 0) return new Map();
  const found = await sql<{ lineId: number; paymentId: number; fileName: string; isDismissed: boolean }>`
    select distinct on (p.line_id) p.line_id as "lineId", p.id as "paymentId", f.file_name as "fileName",
      p.state = 'dismissed' as "isDismissed"
    from payment p join inbound_file f on f.id = p.file_id
    where p.line_id = any(${lineIds}) and p.kind <> 'paid' and p.effect_minor <> 0 and p.state <> 'received'
    order by p.line_id, p.id desc`.execute(tx);
  return new Map(found.rows.map(({ lineId, ...chargeBack }) => [lineId, chargeBack]));
}

async function loadKnownCustomers(tx: Tx, companyId: number, facts: readonly Fact[]): Promise<ReadonlySet<string>> {
  const numbers = [...new Set(facts.map((fact) => fact.customerNumber))];
  const found = await tx
    .selectFrom('customer')
    .select('number')
    .where('company_id', '=', companyId)
    .where(sql<SqlBool>`number = any(${numbers})`)
    .execute();
  return new Set(found.map((row) => row.number));
}

/**
 * Every telling of the same payments, in order; what settles nothing by its nature (`other`) is no telling. Nets tells each
 * agreement its own; of a bank's account several agreements may get files that tell the same.
 *
 * One that was noted because another told it is not placed itself: the two would each rely on the other.
 */
async function loadTellings(tx: Tx, companyId: number, facts: readonly Fact[]): Promise<Books['tellings']> {
  const keys = [...new Set(facts.map((fact) => fact.paymentKey))];
  const agreements = [...new Set(facts.map((fact) => fact.agreementId))];
  const found = await sql<FirstTold & { readonly paymentKey: string }>`
    select p.payment_key as "paymentKey", p.id as "paymentId", f.file_name as "fileName", f.format,
      p.state in ('matched', 'dismissed') or p.line_id is not null as "isPlaced"
    from payment p join inbound_file f on f.id = p.file_id
    where p.company_id = ${companyId} and p.payment_key = any(${keys}) and p.kind <> 'other'
      and (p.agreement_id = any(${agreements}) or p.bank is not null)
    order by p.payment_key, p.id`.execute(tx);
  const tellings = new Map<string, FirstTold[]>();
  for (const { paymentKey, ...told } of found.rows) {
    const others = tellings.get(paymentKey);
    if (others) others.push(told);
    else tellings.set(paymentKey, [told]);
  }
  return tellings;
}

async function loadFileNames(tx: Tx, facts: readonly Fact[]): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(facts.map((fact) => fact.fileId))];
  const found = await sql<{ id: number; name: string }>`
    select id, file_name as name from inbound_file where id = any(${ids})`.execute(tx);
  return new Map(found.rows.map(({ id, name }) => [id, name]));
}

function grouped(rows: readonly { readonly lineId: number; readonly claimId: number; readonly minor: number }[]) {
  const byLine = new Map<number, Share[]>();
  for (const { lineId, claimId, minor } of rows) {
    const shares = byLine.get(lineId) ?? [];
    shares.push({ claimId, minor });
    byLine.set(lineId, shares);
  }
  return byLine;
}
