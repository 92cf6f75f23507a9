import { sql } from 'kysely';
import { openExceptions, solveExceptions } from '#exceptions';
import { addBankingDays, type CalendarDate, knownDate, type Moment, problem } from '#kernel';
import type { Actor, Database, DbOrTx, Tx } from '#store';
import { channelOf } from './agreement.ts';

/** An answer that should be here and is not. */
export interface MissingAnswer {
  readonly agreementId: number;
  readonly deliveryId: number;
  /** `transmission receipt (T)`. */
  readonly what: string;
  /** The file it answers, and the payment date where it is about one. */
  readonly about: string;
  readonly since: CalendarDate;
  readonly dueBy: CalendarDate;
}

interface SentRow {
  readonly id: number;
  readonly agreement_id: number;
  readonly file_name: string;
  readonly state: string;
  readonly sent_on: string | null;
  readonly silent_dates: readonly string[] | null;
}

/**
 * What every channel should have answered by now and has not (capability R3). Pure over what is stored: asked again, the
 * same. A delivery is answered as a whole; a payment date when one line of it at least was paid, rejected or taken back,
 * because slips may stay unpaid for ever.
 */
export async function missingAnswers(db: DbOrTx, companyId: number, moment: Moment): Promise<readonly MissingAnswer[]> {
  const agreements = await db
    .selectFrom('channel_agreement')
    .select(['id', 'key', 'contract'])
    .where('company_id', '=', companyId)
    .where('channel', '<>', 'statements')
    .execute();
  const expected = new Map(agreements.map((row) => [row.id, channelOf(row).expects]));
  const missing: MissingAnswer[] = [];
  for (const sent of await sentDeliveries(db, companyId)) {
    for (const answer of expected.get(sent.agreement_id) ?? []) {
      if (!answer.while.includes(sent.state)) continue;
      const dates = answer.after === 'delivery' ? [sent.sent_on] : (sent.silent_dates ?? []);
      for (const date of dates) {
        if (date === null) continue;
        const since = knownDate(date);
        const dueBy = addBankingDays(since, answer.days);
        if (moment.today <= dueBy) continue;
        const about = answer.after === 'delivery' ? sent.file_name : `${sent.file_name}, payment date ${since}`;
        const { agreement_id: agreementId, id: deliveryId } = sent;
        missing.push({ agreementId, deliveryId, what: answer.what, about, since, dueBy });
      }
    }
  }
  return missing;
}

/** Deliveries that may still be answered, with the payment dates of which nothing was heard. */
async function sentDeliveries(db: DbOrTx, companyId: number): Promise<readonly SentRow[]> {
  const { rows } = await sql<SentRow>`
    select d.id, d.agreement_id, d.file_name, d.state,
      (coalesce(d.sent_at, d.created_at) at time zone 'Europe/Copenhagen')::date as sent_on,
      (select jsonb_agg(s.payment_date order by s.payment_date) from (
        select l.payment_date from collection_line l where l.delivery_id = d.id
        group by l.payment_date
        having bool_or(l.state = 'acknowledged') and not bool_or(l.state in ('paid', 'rejected', 'chargedBack'))) s
      ) as silent_dates
    from delivery d
    where d.company_id = ${companyId} and d.purpose = 'collect' and (d.state in ('sent', 'unknown', 'received')
      or d.state = 'accepted' and exists (select 1 from collection_line l
        where l.delivery_id = d.id and l.state = 'acknowledged'))
    order by d.id`.execute(db);
  return rows;
}

/**
 * Tells what is missing, takes back what came meanwhile, and marks the agreements whose customers must not be chased while
 * an answer is missing (a flag, for dunning to ask). Run any number of times.
 */
export async function watchForAnswers(
  { companyId }: { readonly companyId: number },
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<readonly MissingAnswer[]> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  return parts.database.db.transaction().execute(async (tx) => {
    const missing = await missingAnswers(tx, companyId, parts.moment);
    const findings = missing.map((one) => ({
      problem: problem('ANSWER_MISSING', { what: one.what, about: one.about, since: one.since, dueBy: one.dueBy }),
      subject: 'delivery' as const,
      subjectId: one.deliveryId,
      dedupeKey: keyOf(one),
    }));
    await closeAnswered(tx, companyId, new Set(findings.map(({ dedupeKey }) => `${companyId}:${dedupeKey}`)), actor);
    await openExceptions(tx, companyId, findings, actor);
    const held = [...new Set(missing.map(({ agreementId }) => agreementId))];
    await sql`update channel_agreement set dunning_held_since =
        case when id = any(${held}) then coalesce(dunning_held_since, ${actor.at}) end
      where company_id = ${companyId} and (dunning_held_since is not null or id = any(${held}))`.execute(tx);
    return missing;
  });
}

const keyOf = ({ deliveryId, what, since }: MissingAnswer): string => `ANSWER_MISSING:${deliveryId}:${what}:${since}`;

async function closeAnswered(tx: Tx, companyId: number, missing: ReadonlySet<string>, actor: Actor): Promise<void> {
  const open = await tx
    .selectFrom('exception')
    .select(['id', 'dedupe_key'])
    .where('company_id', '=', companyId)
    .where('code', '=', 'ANSWER_MISSING')
    .where('state', '=', 'open')
    .execute();
  const ids = open.filter(({ dedupe_key: key }) => !missing.has(key)).map(({ id }) => id);
  if (ids.length > 0) await solveExceptions(tx, { ids }, { action: 'retry', reason: 'the answer came' }, actor);
}
