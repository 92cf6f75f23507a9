import { type Selectable, sql } from 'kysely';
import { solveExceptions } from '#exceptions';
import { fail, knownDate, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, type Tables, type Tx, updateWithEvents } from '#store';
import { agreementOf } from './agreement.ts';
import { type JournalParts, orderJournal } from './build-journal.ts';
import { collectionOfLine } from './collections-of.ts';
import { type ExportParts, freeze, stopNotPossible } from './export-journal.ts';
import { journalInState, lockJournal } from './find-journal.ts';
import { moveLines } from './line-states.ts';

type Line = Selectable<Tables['collection_line']>;
type SectionedLine = Line & { readonly section: string };

/**
 * Stops one line (J8). Before it is in a delivery it is simply withdrawn. After that a Basis agreement lets us replace it
 * by a collection without amount (section 0113) until the deadline, and the other channels have their own way; a Total
 * agreement has none.
 */
export const stopLine = (input: { readonly reference: string }, parts: ExportParts): Promise<Result<Line, Problem>> =>
  parts.database.db.transaction().execute((tx) => stopLineIn(tx, input, parts));

/** The same in the caller's transaction, which is given up when it is refused. */
export async function stopLineIn(
  tx: Tx,
  input: { readonly reference: string },
  parts: ExportParts,
): Promise<Result<Line, Problem>> {
  const line = await lockLine(tx, input.reference);
  if (!line) return fail(problem('NOT_FOUND', { what: 'line', id: input.reference }));
  if (line.state === 'withdrawn') return ok(line);
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  if (line.state === 'exported' || line.state === 'acknowledged') {
    const stopped = await writeStop(tx, line, parts);
    if (!stopped.ok) return stopped;
  }
  const moved = await moveLines(tx, 'withdraw', sql`r.id = ${line.id}`, actor);
  await solveFaults(tx, moved, actor);
  return moved.length === 1
    ? ok({ ...line, state: 'withdrawn' })
    : fail(notNow('line', line.reference, line.state, 'stop'));
}

async function writeStop(tx: Tx, line: SectionedLine, parts: ExportParts): Promise<Result<number, Problem>> {
  const agreement = await agreementOf(tx, line.agreement_id);
  const { channel } = agreement;
  const stop = channel.stopBy(line.section);
  if ('why' in stop) return stopNotPossible(line.reference, stop.why);
  const date = channel.checkDate(line.section, knownDate(line.payment_date), parts.moment);
  if (!date.ok) return stopNotPossible(line.reference, 'the deadline of the delivery is past');
  const collection = await collectionOfLine(tx, line);
  const batch = { paymentDate: collection.paymentDate, isFirst: false, count: 1, total: collection.amount };
  const stopped = line.delivery_id === null ? null : await messageOf(tx, line.delivery_id, parts);
  const order = { section: stop.section, purpose: 'stop', batches: [batch], stopped } as const;
  const stopping = one({ lineId: line.id, collection: { ...collection, direction: 'none' as const } });
  const frozen = await freeze(tx, { agreement, journalId: line.journal_id }, order, stopping, parts);
  return ok(frozen.deliveryId);
}

/** The message that carried the line, where the channel's answers and stops name it. */
async function messageOf(tx: Tx, deliveryId: number, { vault }: ExportParts) {
  const sent = await tx
    .selectFrom('delivery')
    .select(['message_id', 'sha256'])
    .where('id', '=', deliveryId)
    .executeTakeFirst();
  return sent?.message_id ? { messageId: sent.message_id, bytes: () => vault.open(sent.sha256) } : null;
}

/** The faults of a line that is no longer to be collected need nobody. */
async function solveFaults(tx: Tx, lineIds: readonly number[], actor: Actor): Promise<void> {
  const which = { subject: 'line', subjectIds: lineIds, codes: ['LINE_FAULTY'] } as const;
  await solveExceptions(tx, which, { action: 'withdraw', reason: 'the line was withdrawn' }, actor);
}

async function* one<T>(value: T): AsyncGenerator<T> {
  yield await Promise.resolve(value);
}

/** Locks the line's journal and then the line, so that no export is writing the journal meanwhile. */
async function lockLine(tx: Tx, reference: string): Promise<SectionedLine | undefined> {
  const journal = await tx
    .selectFrom('journal')
    .select('section')
    .where('id', '=', (of) => of.selectFrom('collection_line').select('journal_id').where('reference', '=', reference))
    .forUpdate()
    .executeTakeFirst();
  const line = await tx
    .selectFrom('collection_line')
    .selectAll()
    .where('reference', '=', reference)
    .forUpdate()
    .executeTakeFirst();
  return journal && line && { ...line, section: journal.section };
}

const notNow = (what: string, id: string, state: string, action: string): Problem =>
  problem('NOT_ALLOWED_IN_STATE', { what, id, state, action });

/** Takes a line of a refused delivery up again: it goes into the next delivery of its journal. */
export const resendLine = (
  input: { readonly reference: string },
  parts: JournalParts,
): Promise<Result<Line, Problem>> => parts.database.db.transaction().execute((tx) => resendLineIn(tx, input, parts));

/** The same in the caller's transaction, which is given up when it is refused. */
export async function resendLineIn(
  tx: Tx,
  input: { readonly reference: string },
  parts: Pick<JournalParts, 'moment' | 'by'>,
): Promise<Result<Line, Problem>> {
  const line = await lockLine(tx, input.reference);
  if (!line) return fail(problem('NOT_FOUND', { what: 'line', id: input.reference }));
  if (line.state === 'approved') return ok(line);
  const { channel } = await agreementOf(tx, line.agreement_id);
  const date = channel.checkDate(line.section, knownDate(line.payment_date), parts.moment);
  if (line.state === 'refused' && !date.ok) return date;
  const taken = await sql`select 1 from collection_line o where o.agreement_id = ${line.agreement_id}
    and o.debtor_group = ${line.debtor_group} and o.customer_number = ${line.customer_number}
    and o.payment_date = ${line.payment_date} and o.id <> ${line.id}
    and o.state not in ('faulty', 'withdrawn', 'refused')`.execute(tx);
  if (taken.rows.length > 0)
    return fail(notNow('line', line.reference, 'replaced by another line of the same date', 'resend'));
  const moved = await moveLines(
    tx,
    'resend',
    sql`r.id = ${line.id}`,
    { by: parts.by, at: parts.moment.at },
    { delivery_id: null },
  );
  return moved.length === 1
    ? ok({ ...line, state: 'approved' })
    : fail(notNow('line', line.reference, line.state, 'resend'));
}

const withdrawable = ['building', 'built', 'validated', 'approved', 'withdrawn'] as const;

/** Withdraws a journal of which nothing was delivered, with all its lines; their claims are free again. */
export async function withdrawJournal(
  input: { readonly journalId: number },
  parts: JournalParts,
): Promise<Result<{ readonly withdrawn: number }, Problem>> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  return parts.database.db.transaction().execute(async (tx) => {
    const found = await lockJournal(tx, input.journalId, withdrawable);
    if (!found.ok) return found;
    const journal = sql`r.id = ${input.journalId} and r.state <> 'withdrawn'`;
    await updateWithEvents(tx, 'journal', { state: 'withdrawn' }, journal, 'withdrawn', actor);
    const lines = await moveLines(tx, 'withdraw', sql`r.journal_id = ${input.journalId}`, actor);
    await solveFaults(tx, lines, actor);
    return ok({ withdrawn: lines.length });
  });
}

/** Withdraws a journal and orders it anew, with the same window, from what Business Central says now. */
export async function rebuildJournal(
  input: { readonly journalId: number; readonly commandKey: string },
  parts: JournalParts,
): Promise<Result<number, Problem>> {
  const { db } = parts.database;
  const found = await journalInState(db, input.journalId, withdrawable);
  if (!found.ok) return found;
  // Asked first: a journal that cannot be ordered anew must not be lost.
  const { channel } = await agreementOf(db, found.value.agreement_id);
  const date = channel.checkDate(found.value.section, knownDate(found.value.payment_date), parts.moment);
  if (!date.ok && found.value.state !== 'withdrawn') return date;
  const withdrawn = await withdrawJournal(input, parts);
  if (!withdrawn.ok) return withdrawn;
  const journal = await db
    .selectFrom('journal as j')
    .innerJoin('channel_agreement as a', 'a.id', 'j.agreement_id')
    .selectAll('j')
    .select('a.key')
    .where('j.id', '=', input.journalId)
    .executeTakeFirstOrThrow();
  return orderJournal(
    {
      companyId: journal.company_id,
      agreementKey: journal.key,
      section: journal.section,
      paymentDate: knownDate(journal.payment_date),
      dueFrom: knownDate(journal.due_from),
      dueTo: knownDate(journal.due_to),
      commandKey: input.commandKey,
    },
    parts,
  );
}
