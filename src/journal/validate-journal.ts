import { sql } from 'kysely';
import type { Collection, CollectionFault, OpenChannel } from '#channels';
import { openExceptions, solveExceptions } from '#exceptions';
import { fail, type Moment, ok, type Problem, problem, type Result } from '#kernel';
import { type Actor, updateWithEvents } from '#store';
import type { JournalParts } from './build-journal.ts';
import { collectionsOf } from './collections-of.ts';
import { agreementOf } from './agreement.ts';
import { journalInState, lockJournal } from './find-journal.ts';
import { moveLines } from './line-states.ts';

export interface ValidationReport {
  readonly validated: number;
  readonly faulty: number;
}

/**
 * Checks every line before it can be approved (X1). Each fault is one entry in the error log with field, value and remedy.
 * Run again after a correction, it checks faulty lines anew and solves what was mended.
 */
export async function validateJournal(
  input: { readonly journalId: number },
  parts: JournalParts,
): Promise<Result<ValidationReport, Problem>> {
  const { db } = parts.database;
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  const found = await journalInState(db, input.journalId, ['built', 'validated']);
  if (!found.ok) return found;
  const { channel } = await agreementOf(db, found.value.agreement_id);
  const report = { validated: 0, faulty: 0 };
  const which = { journalId: input.journalId, states: ['built', 'faulty', 'validated'], order: channel.order };
  for await (const page of collectionsOf(db, which)) {
    const checked = page.map((line) => ({
      ...line,
      faults: checkLine(line.collection, channel, found.value.section, parts.moment),
    }));
    const good = checked.filter((line) => line.faults.length === 0).map((line) => line.lineId);
    const bad = checked.filter((line) => line.faults.length > 0);
    await db.transaction().execute(async (tx) => {
      await moveLines(tx, 'passCheck', sql`r.id = any(${good}) and r.state <> 'validated'`, actor);
      await moveLines(
        tx,
        'failCheck',
        sql`r.id = any(${bad.map((line) => line.lineId)}) and r.state <> 'faulty'`,
        actor,
      );
      await solveExceptions(
        tx,
        { subject: 'line', subjectIds: checked.map((line) => line.lineId), codes: ['LINE_FAULTY'] },
        { action: 'retry', reason: 'checked again' },
        actor,
      );
      const problems = bad.flatMap(({ lineId, collection, faults }) =>
        faults.map((fault) => ({
          problem: problem('LINE_FAULTY', {
            reference: collection.reference,
            customerNumber: collection.customerNumber,
            field: fault.field,
            value: fault.value,
            expected: fault.expected,
            remedy: fault.remedy,
          }),
          subject: 'line' as const,
          subjectId: lineId,
          dedupeKey: `LINE_FAULTY:${lineId}:${fault.field}:${fault.value}`,
        })),
      );
      await openExceptions(tx, found.value.company_id, problems, actor);
    });
    report.validated += good.length;
    report.faulty += bad.length;
    parts.progress?.(report.validated + report.faulty, found.value.chosen_count);
  }
  await updateWithEvents(
    db,
    'journal',
    { state: 'validated' },
    sql`r.id = ${input.journalId} and r.state = 'built'`,
    'validated',
    actor,
  );
  return ok(report);
}

/** What the channel would refuse, and a date beyond what may be delivered now; that it is too late is asked at export. */
function checkLine(
  collection: Collection,
  channel: OpenChannel,
  section: string,
  moment: Moment,
): readonly CollectionFault[] {
  const faults = channel.check(collection, section, moment);
  const date = channel.checkDate(section, collection.paymentDate, moment);
  if (date.ok || date.error.code !== 'INPUT_WRONG') return faults;
  const remedy = 'Stop the line; collect the entry with a journal of a later month.';
  return [...faults, { ...date.error.context, remedy }];
}

/** Approves a validated journal (J7). Where the company asks for a second person, whoever built it may not approve it. */
export async function approveJournal(
  input: { readonly journalId: number },
  parts: JournalParts,
): Promise<Result<{ readonly approved: number }, Problem>> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  return parts.database.db.transaction().execute(async (tx) => {
    const found = await lockJournal(tx, input.journalId, ['validated', 'approved', 'exported']);
    if (!found.ok) return found;
    const journal = found.value;
    if (journal.state !== 'validated') return ok({ approved: 0 });
    const company = await tx
      .selectFrom('company')
      .select('second_approval')
      .where('id', '=', journal.company_id)
      .executeTakeFirstOrThrow();
    if (company.second_approval && journal.built_by === parts.by) {
      return fail(problem('APPROVAL_BY_SAME_PERSON', { journal: String(journal.id), person: parts.by }));
    }
    const lines = await moveLines(tx, 'approve', sql`r.journal_id = ${journal.id}`, actor);
    const patch = { state: 'approved', approved_by: parts.by };
    await updateWithEvents(tx, 'journal', patch, sql`r.id = ${journal.id}`, 'approved', actor);
    return ok({ approved: lines.length });
  });
}
