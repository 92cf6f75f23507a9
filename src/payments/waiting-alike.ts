import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { exceptionTypes, solveExceptions } from '#exceptions';
import type { Moment } from '#kernel';
import { type Actor, addWork, type Database, type DbOrTx, type Tx } from '#store';
import type { WaitingPayment } from './allocate-by-person.ts';
import type { Settlement } from './carry-out.ts';
import { lockFacts } from './lock-facts.ts';
import { waitForTellings } from './match-payments.ts';
import { type Settled, settleThose } from './settle-payments.ts';

/** What payments may have in common: the customer they name, the account they came from, an id that came with them. */
export interface Common {
  readonly what: 'customer number' | 'payer account' | 'payment id';
  readonly value: string;
}

/** Other money that waits and hangs on the same answer. */
export interface Alike extends Common {
  readonly payments: number;
  /** The first of them. */
  readonly paymentIds: readonly number[];
}

const mostNamed = 100;

/**
 * A person has said whose a payment is. Others that wait and name the same customer, came from the same account or with the
 * same payment id may be clear now, so they are decided again, by work of its own, and nothing else is.
 *
 * @returns what they have in common with it, and which they are
 */
export async function decideAlikeLater(tx: Tx, payment: WaitingPayment, actor: Actor): Promise<readonly Alike[]> {
  const { companyId } = payment;
  const alike: Alike[] = [];
  for (const common of await commonsOf(tx, payment.id)) {
    const paymentIds = await waitingWith(tx, companyId, common, 0, mostNamed);
    if (paymentIds.length === 0) continue;
    const payments = paymentIds.length < mostNamed ? paymentIds.length : await countWith(tx, companyId, common);
    alike.push({ ...common, payments, paymentIds });
  }
  const commons = alike.map(({ what, value }) => ({ what, value }));
  if (commons.length > 0) {
    const name = createHash('sha256').update(JSON.stringify(commons)).digest('hex').slice(0, 24);
    const dedupeKey = `decide-alike:${companyId}:${name}:${actor.at.toISOString()}`;
    await addWork(tx, [{ companyId, type: 'decide-alike', payload: { commons }, dedupeKey }], actor.at);
  }
  return alike;
}

/** What came with a payment that another may have too; a payment that moves no money has nothing to share. */
async function commonsOf(tx: Tx, paymentId: number): Promise<readonly Common[]> {
  const { rows } = await sql<{ customer: string; account: string | null; ids: readonly string[] | null }>`
    select p.customer_number as customer, p.bank ->> 'payerAccount' as account,
      (select jsonb_agg(distinct x ->> 'value') from jsonb_array_elements(p.bank -> 'references') x) as ids
    from payment p where p.id = ${paymentId}`.execute(tx);
  const { customer = '', account = null, ids = null } = rows[0] ?? {};
  const commons: readonly Common[] = [
    { what: 'customer number', value: customer },
    { what: 'payer account', value: account ?? '' },
    ...(ids ?? []).map((value): Common => ({ what: 'payment id', value })),
  ];
  return commons.filter(({ value }) => value !== '');
}

/** The codes after which the machine may decide otherwise once it knows more. */
const decidable = Object.entries(exceptionTypes).flatMap(([code, types]) =>
  types.payment?.includes('retry') ? [code] : [],
);

/**
 * Money that waits for no other reason than that nobody knew whose it is. What a person undid is never among it (P7), nor
 * what only Business Central refused to post, nor what a colleague has taken.
 */
const isWaiting = sql`p.state = 'parked' and p.kind = 'paid' and p.effect_minor > 0 and exists (
    select 1 from exception e where e.subject = 'payment' and e.subject_id = p.id and e.state = 'open'
      and e.code = any(${decidable}) and e.taken_by is null)
  and not exists (select 1 from allocation a where a.payment_id = p.id and (not a.is_undone or a.undone_by is not null))`;

function has({ what, value }: Common): RawBuilder<unknown> {
  if (what === 'customer number') return sql`p.customer_number = ${value}`;
  if (what === 'payer account') return sql`p.bank is not null and p.bank ->> 'payerAccount' = ${value}`;
  return sql`p.bank is not null and p.bank -> 'references' @> ${JSON.stringify([{ value }])}::jsonb`;
}

async function waitingWith(
  tx: DbOrTx,
  companyId: number,
  common: Common,
  afterId: number,
  limit: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select p.id from payment p
    where p.company_id = ${companyId} and ${has(common)} and ${isWaiting} and p.id > ${afterId}
    order by p.id limit ${limit}`.execute(tx);
  return rows.map(({ id }) => id);
}

async function countWith(tx: Tx, companyId: number, common: Common): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from payment p
    where p.company_id = ${companyId} and ${has(common)} and ${isWaiting}`.execute(tx);
  return rows[0]?.count ?? 0;
}

const pageSize = 500;

/**
 * Decides again what waits and has something in common with money that a person has placed, page by page, each in its own
 * transaction. Run twice it finds what is left.
 */
export async function decideAlike(
  { companyId, commons }: { readonly companyId: number; readonly commons: readonly Common[] },
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<Settled> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  let sum: Settled = { matched: 0, noted: 0, parked: 0 };
  for (const common of commons) {
    for (let after = 0; ; ) {
      const ids = await waitingWith(db, companyId, common, after, pageSize);
      const last = ids.at(-1);
      if (last === undefined) break;
      const done = await db.transaction().execute((tx) => decideAgain(tx, companyId, ids, actor));
      sum = {
        matched: sum.matched + done.matched,
        noted: sum.noted + done.noted,
        parked: sum.parked + done.parked,
      };
      after = last;
    }
  }
  return sum;
}

/** Decides about parked payments again, and carries out only what is another answer now: the others stay as they are. */
async function decideAgain(tx: Tx, companyId: number, paymentIds: readonly number[], actor: Actor): Promise<Settled> {
  // Another telling of the same money must not be decided at the same moment.
  await waitForTellings(tx, companyId, 'alone');
  const facts = await lockFacts(tx, sql`p.id = any(${paymentIds}) and ${isWaiting}`);
  const codes = await openCodesOf(tx, paymentIds);
  const isAnother = ({ fact, decision }: Settlement): boolean =>
    decision.outcome !== 'park' || decision.problem?.code !== codes.get(fact.paymentId);
  const solve = async (wanted: readonly Settlement[]): Promise<void> => {
    const subjectIds = wanted.map(({ fact }) => fact.paymentId);
    const how = { action: 'retry', reason: 'it was decided again, for a person has placed money like it' };
    await solveExceptions(tx, { subject: 'payment', subjectIds }, how, actor);
  };
  return (await settleThose(tx, companyId, facts, isAnother, actor, solve)).count;
}

async function openCodesOf(tx: Tx, paymentIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ id: number; code: string }>`
    select subject_id as id, min(code) as code from exception
    where subject = 'payment' and subject_id = any(${paymentIds}) and state = 'open' group by 1`.execute(tx);
  return new Map(rows.map(({ id, code }) => [id, code]));
}
