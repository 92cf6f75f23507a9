import { sql } from 'kysely';
import type { ExceptionEntry, ExceptionHandler, ExceptionHandlers } from '#exceptions';
import { after, fail, knownDate, type Moment, momentOf, ok, problem, type Problem, type Result } from '#kernel';
import type { Tx } from '#store';
import { agreementOf } from './agreement.ts';
import { resendLineIn, stopLineIn } from './change-lines.ts';
import type { ExportParts } from './export-journal.ts';
import { lineMachine, type LineState, moveLines } from './line-states.ts';

/** What a person may have done about the lines and deliveries that entries of the error log are about. */
export const lineHandlers = (parts: Pick<ExportParts, 'database' | 'vault'>) =>
  ({
    line: { stop: stopLineOf(parts), resend: collectAgain },
    delivery: { resend: resendDelivery },
  }) as const satisfies ExceptionHandlers;

interface FoundLine {
  readonly id: number;
  readonly reference: string;
  readonly state: string;
}

/** Stops the line of the entry; when that one is over, the line that collects its claims now; or the one named. */
const stopLineOf =
  (parts: Pick<ExportParts, 'database' | 'vault'>): ExceptionHandler =>
  async (exception, { target }, { tx, actor }) => {
    const named = lineIn(target);
    if (!named.ok) return named;
    const found = await lineToStop(tx, exception, named.value);
    if (!found.ok) return found;
    const { reference } = found.value;
    const stopped = await stopLineIn(tx, { reference }, { ...parts, moment: momentOf(actor.at), by: actor.by });
    return stopped.ok ? ok({ lineReference: reference, state: stopped.value.state }) : stopped;
  };

/** The line a target names; undefined when it names none. */
function lineIn(target: unknown): Result<string | undefined, Problem> {
  if (target === undefined || target === null) return ok(undefined);
  const named = typeof target === 'object' && 'lineReference' in target ? target.lineReference : undefined;
  if (typeof named === 'string' && named.trim() !== '') return ok(named.trim());
  return fail(wrong('target', JSON.stringify(target).slice(0, 200), 'a lineReference, or nothing'));
}

async function lineToStop(
  tx: Tx,
  { companyId, subjectId }: ExceptionEntry,
  named: string | undefined,
): Promise<Result<FoundLine, Problem>> {
  const which = named === undefined ? sql`l.id = ${subjectId}` : sql`l.reference = ${named}`;
  const { rows } = await sql<FoundLine>`
    select l.id, l.reference, l.state from collection_line l where ${which} and l.company_id = ${companyId}`.execute(
    tx,
  );
  const [line] = rows;
  if (!line) return fail(problem('NOT_FOUND', { what: 'collection line', id: named ?? String(subjectId) }));
  if (named !== undefined || isStoppable(line.state)) return ok(line);
  const others = await sql<FoundLine>`
    select distinct l.id, l.reference, l.state from line_claim mine
    join line_claim theirs on theirs.claim_id = mine.claim_id and theirs.line_id <> mine.line_id and theirs.is_live
    join collection_line l on l.id = theirs.line_id
    where mine.line_id = ${line.id} order by l.id`.execute(tx);
  const [other, ...more] = others.rows.filter(({ state }) => isStoppable(state));
  if (!other) {
    const state = `${line.state}, and no other line collects its claims`;
    return fail(
      problem('NOT_ALLOWED_IN_STATE', { what: 'collection line', id: line.reference, state, action: 'stop' }),
    );
  }
  const references = [other, ...more].map(({ reference }) => reference).join(', ');
  return more.length > 0 ? fail(wrong('target', '', `a lineReference, one of ${references}`)) : ok(other);
}

const isStoppable = (state: string): boolean => isLineState(state) && after(lineMachine, state, 'withdraw') !== null;

const isLineState = (state: string): state is LineState => Object.hasOwn(lineMachine, state);

/**
 * Takes a refused line up again. A line that was rejected or charged back is over: its claims are free, and come into the
 * next journal by themselves; that is confirmed, or refused where nothing of them is open or another line has them already.
 */
const collectAgain: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  const { rows } = await sql<FoundLine>`
    select id, reference, state from collection_line where id = ${subjectId}`.execute(tx);
  const [line] = rows;
  if (!line) return fail(problem('NOT_FOUND', { what: 'collection line', id: String(subjectId) }));
  const moment = momentOf(actor.at);
  if (line.state === 'refused') {
    const resent = await resendLineIn(tx, { reference: line.reference }, { moment, by: actor.by });
    return resent.ok ? ok({ lineReference: line.reference, state: resent.value.state }) : resent;
  }
  const claims = await sql<{ documentNumber: string; isTaken: boolean }>`
    select c.document_number as "documentNumber", exists (select 1 from line_claim o
      where o.claim_id = c.id and o.line_id <> ${line.id} and o.is_live) as "isTaken"
    from line_claim s join claim c on c.id = s.claim_id
    where s.line_id = ${line.id} and not s.is_live and c.is_open order by c.id`.execute(tx);
  if (claims.rows.length > 0) return ok({ lineReference: line.reference, collectedAgain: claims.rows });
  const state = `${line.state}, and nothing of it is open to be collected`;
  return fail(
    problem('NOT_ALLOWED_IN_STATE', { what: 'collection line', id: line.reference, state, action: 'resend' }),
  );
};

/** Takes every line of a refused delivery up again: the next export of their journal sends them. */
const resendDelivery: ExceptionHandler = async ({ subjectId }, _command, { tx, actor }) => {
  const late = await tooLate(tx, subjectId, momentOf(actor.at));
  if (late) return fail(late);
  const where = sql`r.delivery_id = ${subjectId} and r.state = 'refused' and not exists (
    select 1 from collection_line o where o.agreement_id = r.agreement_id and o.debtor_group = r.debtor_group
      and o.customer_number = r.customer_number and o.payment_date = r.payment_date and o.id <> r.id
      and o.state not in ('faulty', 'withdrawn', 'refused'))`;
  const moved = await moveLines(tx, 'resend', where, actor, { delivery_id: null });
  if (moved.length > 0) return ok({ linesTakenUp: moved.length });
  const context = { what: 'delivery', id: String(subjectId), state: 'without refused lines', action: 'resend' };
  return fail(problem('NOT_ALLOWED_IN_STATE', context));
};

/** A delivery is of one journal, so of one section and payment date. */
async function tooLate(tx: Tx, deliveryId: number, moment: Moment): Promise<Problem | null> {
  const { rows } = await sql<{ agreement: number; section: string; date: string }>`
    select distinct l.agreement_id as agreement, j.section, l.payment_date as date
    from collection_line l join journal j on j.id = l.journal_id
    where l.delivery_id = ${deliveryId} and l.state = 'refused'`.execute(tx);
  for (const { agreement, section, date } of rows) {
    const { channel } = await agreementOf(tx, agreement);
    const checked = channel.checkDate(section, knownDate(date), moment);
    if (!checked.ok) return checked.error;
  }
  return null;
}

const wrong = (field: string, value: string, expected: string): Problem =>
  problem('INPUT_WRONG', { field, value, expected });
