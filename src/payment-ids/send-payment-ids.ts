import { sql } from 'kysely';
import type { BcClient, BcNewPaymentId } from '#bc-connector';
import { openExceptions, solveExceptions } from '#exceptions';
import { knownDate, type Moment, type Problem, problem, type ProblemCode, problemOf } from '#kernel';
import { type Actor, alone, type Database, type Db, updateWithEvents } from '#store';

/** What sending needs of Business Central. */
export type PaymentIdDoor = Pick<BcClient, 'putPaymentId'>;

export interface SendPaymentIdsParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  readonly bc: PaymentIdDoor;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface SendPaymentIdsReport {
  readonly written: number;
  readonly refused: number;
  /** Numbers of which Business Central does not know yet how they stand. */
  readonly left: number;
  /** Why it ended before its end. */
  readonly problem: Problem | null;
  /** Somebody else is sending; nothing was done. */
  readonly isBusy: boolean;
}

const idsAChunk = 200;
/** Requests at once: as many as the connector sends at a time. */
const lanes = 4;
const mostUnclearInAChunk = 5;

/** Nothing can be written any more until a person or time has changed something. */
const stopCodes: ReadonlySet<ProblemCode> = new Set([
  'BC_SIGN_IN_FAILED',
  'BC_FORBIDDEN',
  'BC_EXTENSION_MISSING',
  'BC_MISCONFIGURED',
  'BC_UPGRADING',
  'BC_RECORD_NOT_FOUND',
]);

/**
 * Tells Business Central every payment id it does not know as it stands: new ones, and those retired since.
 *
 * A number is unique there, so sending one twice changes nothing; what was sent is noted by the chunk, so it may be killed
 * anywhere and run again. One that is refused goes to the error log and is tried again at the next call.
 */
export async function sendPaymentIdsToBc(
  { companyId }: { readonly companyId: number },
  parts: SendPaymentIdsParts,
): Promise<SendPaymentIdsReport> {
  const { db, pool } = parts.database;
  const run = await alone(pool, `payment-ids-sending:${companyId}`, () => sendAll(companyId, parts));
  return run?.value ?? { written: 0, refused: 0, left: await countUnsent(db, companyId), problem: null, isBusy: true };
}

async function sendAll(companyId: number, parts: SendPaymentIdsParts): Promise<SendPaymentIdsReport> {
  const { db } = parts.database;
  const company = await db.selectFrom('company').select('bc_id').where('id', '=', companyId).executeTakeFirstOrThrow();
  const total = await countUnsent(db, companyId);
  const counts = { written: 0, refused: 0 };
  let stopped: Problem | null = null;
  for (let after = 0; stopped === null; ) {
    const chunk = await nextUnsent(db, companyId, after);
    const last = chunk.at(-1);
    if (!last) break;
    after = last.id;
    const sent = await sendChunk(company.bc_id, chunk, parts);
    await note(db, companyId, sent, parts);
    counts.written += sent.filter(({ answer }) => answer.outcome === 'written').length;
    counts.refused += sent.filter(({ answer }) => answer.outcome === 'refused').length;
    stopped = whyStop(sent);
    parts.progress?.(Math.min(counts.written + counts.refused, total), total);
  }
  return { ...counts, left: await countUnsent(db, companyId), problem: stopped, isBusy: false };
}

interface Unsent {
  readonly id: number;
  readonly state: 'active' | 'retired';
  readonly paymentId: BcNewPaymentId;
}

type Sent = Unsent & { readonly answer: Awaited<ReturnType<PaymentIdDoor['putPaymentId']>> };

async function nextUnsent(db: Db, companyId: number, after: number): Promise<readonly Unsent[]> {
  const rows = await db
    .selectFrom('payment_id as p')
    .leftJoin('customer as c', (join) =>
      join.onRef('c.company_id', '=', 'p.company_id').onRef('c.bc_id', '=', 'p.customer_bc_id'),
    )
    .select(['p.id', 'p.state', 'p.entry_number', 'p.scheme', 'p.value', 'p.valid_from', 'p.valid_to'])
    .select(['p.customer_number', 'c.display_number'])
    .where('p.company_id', '=', companyId)
    .where('p.written_to_bc_at', 'is', null)
    .where('p.id', '>', after)
    .orderBy('p.id')
    .limit(idsAChunk)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    paymentId: {
      customerNumber: row.display_number ?? row.customer_number,
      entryNumber: row.entry_number,
      scheme: row.scheme,
      paymentId: row.value,
      validFrom: knownDate(row.valid_from),
      validTo: row.valid_to === null ? null : knownDate(row.valid_to),
      status: row.state === 'active' ? 'Active' : 'Retired',
    },
  }));
}

async function countUnsent(db: Db, companyId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from payment_id where company_id = ${companyId} and written_to_bc_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Several at once, but none after Business Central has said that nothing works. */
async function sendChunk(
  bcCompanyId: string,
  chunk: readonly Unsent[],
  { bc }: SendPaymentIdsParts,
): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const waiting = chunk.values();
  const lane = async (): Promise<void> => {
    for (const one of waiting) {
      if (whyStop(sent) !== null) return;
      sent.push({ ...one, answer: await answerTo(bc, bcCompanyId, one) });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return sent;
}

async function answerTo(bc: PaymentIdDoor, bcCompanyId: string, { paymentId }: Unsent): Promise<Sent['answer']> {
  try {
    return await bc.putPaymentId(bcCompanyId, paymentId);
  } catch (thrown) {
    const found = problemOf(thrown);
    if (found.code !== 'FIELD_NOT_WRITABLE') throw thrown;
    const { field, value, expected } = found.context;
    return { outcome: 'refused', text: `${field} "${value}" is not ${expected}`, code: found.code, correlationId: '' };
  }
}

function whyStop(sent: readonly Sent[]): Problem | null {
  const problems = sent.flatMap(({ answer }) => (answer.outcome === 'unclear' ? [answer.problem] : []));
  const stop = problems.find(({ code }) => stopCodes.has(code));
  return stop ?? (problems.length >= mostUnclearInAChunk ? (problems.at(-1) ?? null) : null);
}

/** Notes what was written, unless it changed while it was under way; the error log gets what was refused. */
async function note(
  db: Db,
  companyId: number,
  sent: readonly Sent[],
  { moment, by }: SendPaymentIdsParts,
): Promise<void> {
  const actor: Actor = { by, at: moment.at };
  const written = sent.filter(({ answer }) => answer.outcome === 'written');
  const idsIn = (state: Unsent['state']): readonly number[] =>
    written.filter((one) => one.state === state).map(({ id }) => id);
  const findings = sent.flatMap(({ id, paymentId, answer }) => {
    if (answer.outcome !== 'refused') return [];
    const { customerNumber, entryNumber, paymentId: number } = paymentId;
    const context = { paymentId: number, customerNumber, entryNumber, text: answer.text };
    return [
      {
        problem: problem('PAYMENT_ID_REFUSED', context),
        subject: 'company' as const,
        subjectId: companyId,
        dedupeKey: refusedKey(id),
      },
    ];
  });
  await db.transaction().execute(async (tx) => {
    await updateWithEvents(
      tx,
      'payment_id',
      { written_to_bc_at: moment.at },
      sql`(r.id = any(${[...idsIn('active')]}) and r.state = 'active') or (r.id = any(${[...idsIn('retired')]}) and r.state = 'retired')`,
      'send',
      actor,
    );
    await openExceptions(tx, companyId, findings, actor);
    const keys = written.map(({ id }) => `${companyId}:${refusedKey(id)}`);
    const { rows } = await sql<{ id: number }>`
      select id from exception where dedupe_key = any(${keys}) and state = 'open'`.execute(tx);
    const how = { action: 'retry', reason: 'Business Central has taken it' };
    if (rows.length > 0) await solveExceptions(tx, { ids: rows.map(({ id }) => id) }, how, actor);
  });
}

const refusedKey = (id: number): string => `payment-id-refused:${id}`;
