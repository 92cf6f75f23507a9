import { sql } from 'kysely';
import type { PaymentFact, RecordSpan, StatementSummary } from '#channels';
import { type Finding, openExceptions } from '#exceptions';
import { type Problem, problem } from '#kernel';
import { type Actor, type Database, insertWithEvents, type Tx } from '#store';
import type { FileRow } from './inbound-file.ts';

/** Some neighbouring records of a payment file, as they were read. */
export interface PaymentChunk {
  readonly facts: readonly PaymentFact[];
  readonly records: readonly RecordSpan[];
  readonly problems: readonly Problem[];
  readonly statements: readonly StatementSummary[];
}

export const lineOf = ({ context }: Problem): number => ('lineNumber' in context ? context.lineNumber : 0);

/** Stores what lies behind the file's cursor and moves the cursor, in one transaction. @returns the last line seen */
export async function storePaymentChunk(
  file: FileRow,
  chunk: PaymentChunk,
  agreements: ReadonlyMap<string, number>,
  { database, actor }: { readonly database: Database; readonly actor: Actor },
): Promise<number> {
  const lastLine = chunk.records.at(-1)?.lineNumber ?? 0;
  await database.db.transaction().execute(async (tx) => {
    const cursor = await tx
      .selectFrom('inbound_file')
      .select('ingested_to')
      .where('id', '=', file.id)
      .where('state', '=', 'checked')
      .forUpdate()
      .executeTakeFirst();
    if (!cursor) return;
    await storeStatements(tx, file.id, chunk.statements);
    // A statement may end behind the last record of the chunk before: what is said of it is not to be lost.
    const isStored = chunk.records.length > 0 && cursor.ingested_to >= lastLine;
    if (isStored) return;
    const isNew = ({ lineNumber }: { readonly lineNumber: number }) => lineNumber > cursor.ingested_to;
    const facts = chunk.facts.filter(isNew);
    // Whether a bank's account is ours was asked of the whole file; Nets names the creditor on each record.
    const isOurs = (fact: PaymentFact): boolean => fact.bank !== null || agreements.has(fact.creditorNumber);
    const ours = facts.filter(isOurs);
    const strangers = facts.filter((fact) => !isOurs(fact));
    await storeRecords(tx, file.id, chunk.records.filter(isNew));
    await insertWithEvents(
      tx,
      'payment',
      ours.map((fact) => paymentRow(file, agreements.get(fact.creditorNumber) ?? file.agreementId, fact)),
      'receive',
      actor,
    );
    const findings = [...chunk.problems, ...strangers.map((fact) => ofAnotherCreditor(file, fact))];
    await openExceptions(
      tx,
      file.companyId,
      findings.flatMap((found) => findingOf(file, found)),
      actor,
    );
    const to = Math.max(lastLine, cursor.ingested_to);
    await tx.updateTable('inbound_file').set({ ingested_to: to }).where('id', '=', file.id).execute();
  });
  return lastLine;
}

async function storeStatements(tx: Tx, fileId: number, statements: readonly StatementSummary[]): Promise<void> {
  if (statements.length === 0) return;
  const rows = statements.map((one) => ({
    file_id: fileId,
    line_number: one.lineNumber,
    account: one.account,
    currency: one.currency,
    statement_id: one.statementId,
    from_date: one.from,
    to_date: one.to,
    opening_minor: one.opening,
    closing_minor: one.closing,
    movements_minor: one.movements,
    entries: one.entries,
    is_tied: one.isTied,
  }));
  await tx
    .insertInto('statement')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function storeRecords(tx: Tx, fileId: number, records: readonly RecordSpan[]): Promise<void> {
  await sql`
    insert into file_record (file_id, line_number, byte_from, byte_to, layout)
    select ${fileId}, * from unnest(${records.map((r) => r.lineNumber)}::bigint[], ${records.map((r) => r.byteFrom)}::bigint[],
      ${records.map((r) => r.byteTo)}::bigint[], ${records.map((r) => r.layoutKey ?? 'unknown')}::text[])
    on conflict do nothing`.execute(tx);
}

const paymentRow = (file: FileRow, agreementId: number, fact: PaymentFact) => ({
  company_id: file.companyId,
  agreement_id: agreementId,
  file_id: file.id,
  line_number: fact.lineNumber,
  record_code: fact.recordCode,
  kind: fact.kind,
  means: fact.means,
  debtor_group: fact.debtorGroup,
  customer_number: fact.customerNumber,
  due_date: fact.dueDate,
  asked_minor: fact.amount,
  actual_minor: fact.actualAmount,
  effect_minor: fact.effect,
  reference: fact.reference,
  actual_date: fact.actualDate,
  bookkeeping_date: fact.bookkeepingDate,
  payment_key: fact.paymentKey,
  currency: fact.currency,
  mandate_number: fact.mandateNumber,
  bank: fact.bank,
  state: 'received',
});

const ofAnotherCreditor = ({ fileName }: FileRow, fact: PaymentFact): Problem =>
  problem('LINE_UNREADABLE', {
    fileName,
    lineNumber: fact.lineNumber,
    field: 'pbsNo',
    from: 6,
    to: 13,
    value: fact.creditorNumber,
    expected: 'the PBS number of one of the company’s agreements',
  });

/** One entry for each line and field: a file may have many, and each is a line that somebody must look at. */
export function findingOf(file: FileRow, found: Problem): readonly Finding[] {
  const { context } = found;
  const field = 'field' in context ? context.field : '';
  const dedupeKey = `${found.code}:file:${file.id}:${lineOf(found)}:${field}`;
  return [{ problem: found, subject: 'file', subjectId: file.id, dedupeKey }];
}
