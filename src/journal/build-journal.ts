import { sql } from 'kysely';
import {
  addDays,
  type CalendarDate,
  fail,
  firstOfMonthAfter,
  knownDate,
  lineReference,
  type Moment,
  minor,
  ok,
  type Problem,
  problem,
  type Result,
} from '#kernel';
import {
  type Actor,
  addWork,
  alone,
  type Database,
  type DbOrTx,
  insertWithEvents,
  type Tx,
  updateWithEvents,
} from '#store';
import { agreementOf, channelOf } from './agreement.ts';
import { type Choice, type ChoiceRules, chooseLines, type LeftOut } from './choose-lines.ts';
import { customersFrom } from './customer-facts.ts';
import { digestOfShares, leftOutDigest } from './digests.ts';

export interface JournalOrder {
  readonly companyId: number;
  readonly agreementKey: string;
  /** The kind of delivery, in the channel's own word; left out: its usual one. */
  readonly section?: string | undefined;
  readonly paymentDate: CalendarDate;
  /** The window of due dates; by default everything up to the end of the payment date's month. */
  readonly dueFrom?: CalendarDate | undefined;
  readonly dueTo?: CalendarDate | undefined;
  /** The same command twice is one journal. */
  readonly commandKey: string;
}

export interface JournalParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

const customersAChunk = 1000;

/** Books an order for a journal. The work itself is `buildJournal`, which the queue, or the caller, runs. */
export async function orderJournal(order: JournalOrder, parts: JournalParts): Promise<Result<number, Problem>> {
  const { db } = parts.database;
  const known = await db
    .selectFrom('journal')
    .select('id')
    .where('command_key', '=', order.commandKey)
    .executeTakeFirst();
  if (known) return ok(known.id);
  const agreement = await db
    .selectFrom('channel_agreement')
    .selectAll()
    .where('company_id', '=', order.companyId)
    .where('key', '=', order.agreementKey)
    .executeTakeFirst();
  if (!agreement) return fail(problem('NOT_FOUND', { what: 'agreement', id: order.agreementKey }));
  const channel = channelOf(agreement);
  const section = order.section ?? channel.sections[0];
  if (!channel.sections.includes(section)) {
    const expected = `one of ${channel.sections.join(', ')}, which the agreement allows`;
    return fail(problem('INPUT_WRONG', { field: 'section', value: section, expected }));
  }
  const date = channel.checkDate(section, order.paymentDate, parts.moment);
  if (!date.ok) return date;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  return ok(
    await db.transaction().execute(async (tx) => {
      const row = {
        company_id: order.companyId,
        agreement_id: agreement.id,
        section,
        payment_date: order.paymentDate,
        due_from: order.dueFrom ?? knownDate('1900-01-01'),
        due_to: order.dueTo ?? addDays(firstOfMonthAfter(order.paymentDate, 1), -1),
        state: 'building',
        command_key: order.commandKey,
        built_to: '',
        open_count: 0,
        open_minor: 0,
        chosen_count: 0,
        chosen_minor: 0,
        left_out_count: 0,
        left_out_minor: 0,
        built_by: parts.by,
        created_at: parts.moment.at,
      };
      const [made] = await insertWithEvents(tx, 'journal', [row], 'ordered', actor);
      const journalId = made?.id ?? 0;
      await addWork(
        tx,
        [
          {
            companyId: order.companyId,
            type: 'build-journal',
            payload: { journalId },
            dedupeKey: `build:${journalId}`,
          },
        ],
        actor.at,
      );
      return journalId;
    }),
  );
}

/**
 * Builds the lines of an ordered journal, a thousand customers at a time. Each chunk is one transaction that also moves
 * the journal's place forward, so that it can be killed anywhere and goes on where it was.
 */
export async function buildJournal(
  input: { readonly journalId: number },
  parts: JournalParts,
): Promise<Result<number, Problem>> {
  const { db, pool } = parts.database;
  const journal = await db.selectFrom('journal').selectAll().where('id', '=', input.journalId).executeTakeFirst();
  if (!journal) return fail(problem('NOT_FOUND', { what: 'journal', id: String(input.journalId) }));
  const done = await alone(pool, `ledger:${journal.company_id}`, async () => {
    const total = await countOpenClaims(db, journal.company_id);
    for (let built = 0; ; ) {
      const chunk = await db.transaction().execute((tx) => buildChunk(tx, input.journalId, parts));
      if (chunk === null) return;
      built += chunk;
      parts.progress?.(built, total);
    }
  });
  return done
    ? ok(input.journalId)
    : fail(
        problem('JOURNAL_NOT_READY', {
          journal: String(input.journalId),
          state: 'busy',
          wanted: 'no reading or building at the same time',
        }),
      );
}

/** @returns how many claims were weighed, or null when the journal was and is finished */
async function buildChunk(tx: Tx, journalId: number, parts: JournalParts): Promise<number | null> {
  const journal = await tx
    .selectFrom('journal')
    .selectAll()
    .where('id', '=', journalId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (journal.state !== 'building') return null;
  const agreement = await agreementOf(tx, journal.agreement_id);
  const { merge_rules: merge } = await tx
    .selectFrom('channel_agreement')
    .select('merge_rules')
    .where('id', '=', journal.agreement_id)
    .executeTakeFirstOrThrow();
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const rules: ChoiceRules = {
    needsMandate: agreement.channel.needsMandate(journal.section),
    usesMandate: agreement.channel.usesMandate(journal.section),
    schemeCode: agreement.schemeCode,
    currency: agreement.currency,
    defaultDebtorGroup: agreement.channel.defaultDebtorGroup,
    paymentDate: knownDate(journal.payment_date),
    nextPaymentDay: agreement.channel.nextPaymentDay,
    dueFrom: knownDate(journal.due_from),
    dueTo: knownDate(journal.due_to),
    merge,
  };
  const customers = await customersFrom(tx, journal, rules, customersAChunk);
  const last = customers.at(-1);
  if (!last) {
    const patch = { state: 'built', left_out_digest: leftOutDigest(sql`r.id`) };
    await updateWithEvents(tx, 'journal', patch, sql`r.id = ${journalId}`, 'built', actor);
    return 0;
  }
  const choices = customers.map((customer) => chooseLines(customer, rules));
  await storeLines(tx, journal, agreement.currency, choices, actor);
  const leftOut = choices.flatMap((choice) => choice.leftOut);
  await storeLeftOut(tx, journalId, leftOut);
  // What is owed in another currency is told, and is no part of these sums.
  const claims = customers.flatMap((customer) => customer.claims);
  const owed = claims.filter((claim) => claim.currency === rules.currency);
  const shares = choices.flatMap((choice) => choice.lines.flatMap((line) => line.shares));
  await updateWithEvents(
    tx,
    'journal',
    {
      built_to: last.customerNumber,
      open_count: journal.open_count + claims.length,
      open_minor: journal.open_minor + totalOf(owed.map((claim) => claim.remaining)),
      chosen_count: journal.chosen_count + shares.length,
      chosen_minor: journal.chosen_minor + totalOf(shares.map((share) => share.amount)),
      left_out_count: journal.left_out_count + leftOut.length,
      left_out_minor: journal.left_out_minor + totalOf(leftOut.map((left) => left.remaining)),
    },
    sql`r.id = ${journalId}`,
    'chunkBuilt',
    actor,
  );
  return claims.length;
}

const totalOf = (amounts: readonly number[]): number => minor(amounts.reduce((total, amount) => total + amount, 0));

async function countOpenClaims(db: DbOrTx, companyId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from claim where company_id = ${companyId} and is_open`.execute(db);
  return rows[0]?.count ?? 0;
}

async function storeLines(
  tx: Tx,
  journal: { readonly id: number; readonly company_id: number; readonly agreement_id: number },
  currency: string,
  choices: readonly Choice[],
  actor: Actor,
): Promise<void> {
  const lines = choices.flatMap((choice) => choice.lines);
  if (lines.length === 0) return;
  const { rows: numbers } = await sql<{ number: number }>`
    select nextval('line_reference_number') as number from generate_series(1, ${lines.length})`.execute(tx);
  const named = lines.map((line, i) => ({ ...line, reference: lineReference(numbers[i]?.number ?? 0) }));
  const made = await insertWithEvents<'collection_line', { id: number; reference: string }>(
    tx,
    'collection_line',
    named.map((line) => ({
      company_id: journal.company_id,
      journal_id: journal.id,
      agreement_id: journal.agreement_id,
      reference: line.reference,
      customer_number: line.customerNumber,
      debtor_group: line.debtorGroup,
      mandate_number: line.mandateNumber,
      payment_date: line.paymentDate,
      direction: 'collect',
      amount_minor: line.amount,
      currency,
      state: 'built',
      paid_minor: 0,
      shares_digest: digestOfShares(line.shares),
    })),
    'built',
    actor,
    { returning: ['reference'] },
  );
  const idOf = new Map(made.map((row) => [row.reference, row.id]));
  const shares = named.flatMap((line) =>
    line.shares.map((share) => ({
      line_id: idOf.get(line.reference),
      claim_id: share.claimId,
      amount_minor: share.amount,
      is_live: true,
    })),
  );
  await sql`insert into line_claim (line_id, claim_id, amount_minor, is_live)
    select line_id, claim_id, amount_minor, is_live
    from jsonb_populate_recordset(null::line_claim, ${JSON.stringify(shares)}::jsonb)`.execute(tx);
}

async function storeLeftOut(tx: Tx, journalId: number, leftOut: readonly LeftOut[]): Promise<void> {
  const rows = leftOut.map((left) => ({
    journal_id: journalId,
    claim_id: left.claimId,
    reason: left.reason,
    detail: left.detail,
    remaining_minor: left.remaining,
  }));
  await sql`insert into left_out (journal_id, claim_id, reason, detail, remaining_minor)
    select journal_id, claim_id, reason, detail, remaining_minor
    from jsonb_populate_recordset(null::left_out, ${JSON.stringify(rows)}::jsonb)`.execute(tx);
}
