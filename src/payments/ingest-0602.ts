import { sql } from 'kysely';
import { check0602, type PaymentFact, read0602, type RecordSpan } from '#channels/betalingsservice';
import { type Finding, openExceptions } from '#exceptions';
import type { Vault } from '#files';
import { type Problem, problem } from '#kernel';
import { type Actor, addWork, type Database, insertWithEvents, type Tx, updateWithEvents } from '#store';
import { type FileRow, quarantine } from './inbound-file.ts';

export interface Ingest0602Parts {
  readonly database: Database;
  readonly vault: Vault;
  readonly actor: Actor;
  readonly progress?: ((lines: number) => void) | undefined;
}

/** Rows per transaction, and lines per piece of matching work: a few hundred milliseconds each. */
const chunkSize = 2000;

/**
 * Takes in payment information (0602): totals first, over the whole file; then its payments, chunk by chunk.
 *
 * A file whose totals are wrong settles nothing. Cut short anywhere and started again, it goes on behind the last chunk
 * that was stored.
 */
export async function ingest0602(file: FileRow, parts: Ingest0602Parts): Promise<'ingested' | 'quarantined'> {
  if (file.state === 'received' && !(await check(file, parts))) return 'quarantined';
  const agreements = await agreementsOf(parts.database, file);
  let lastLine = 0;
  for await (const chunk of inChunks(read0602(parts.vault.open(file.sha256), file.fileName))) {
    lastLine = await storeChunk(file, chunk, agreements, parts);
  }
  await finish(file, lastLine, parts);
  return 'ingested';
}

interface Chunk {
  readonly facts: readonly PaymentFact[];
  readonly records: readonly RecordSpan[];
  readonly problems: readonly Problem[];
}

/** Cuts what was read into chunks of so many records, whatever the blocks it was read in. */
async function* inChunks(batches: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  let waiting: Chunk = { facts: [], records: [], problems: [] };
  for await (const { facts, records, problems } of batches) {
    waiting = {
      facts: [...waiting.facts, ...facts],
      records: [...waiting.records, ...records],
      problems: [...waiting.problems, ...problems],
    };
    for (let last = waiting.records[chunkSize - 1]; last; last = waiting.records[chunkSize - 1]) {
      const { lineNumber } = last;
      const isIn = (line: number): boolean => line <= lineNumber;
      yield cut(waiting, isIn);
      waiting = cut(waiting, (line) => !isIn(line));
    }
  }
  if (waiting.records.length > 0) yield waiting;
}

const cut = ({ facts, records, problems }: Chunk, isIn: (line: number) => boolean): Chunk => ({
  facts: facts.filter((fact) => isIn(fact.lineNumber)),
  records: records.filter((span) => isIn(span.lineNumber)),
  problems: problems.filter((found) => isIn(lineOf(found))),
});

const lineOf = ({ context }: Problem): number => ('lineNumber' in context ? context.lineNumber : 0);

/** Counts and compares the whole file before anything of it is believed. @returns whether it holds */
async function check(file: FileRow, { database, vault, actor }: Ingest0602Parts): Promise<boolean> {
  const checked = await check0602(vault.open(file.sha256), file.fileName);
  const { header } = checked;
  return database.db.transaction().execute(async (tx) => {
    if (!checked.isSound || header === null) {
      await quarantine(tx, file, checked.fatal, actor);
      return false;
    }
    const reused = await sameDelivery(tx, file, header.deliveryNumber);
    if (reused !== null) {
      const context = {
        fileName: file.fileName,
        deliveryType: '0602',
        deliveryNumber: header.deliveryNumber,
        firstFileName: reused,
      };
      await quarantine(tx, file, [problem('DELIVERY_ID_REUSED', context)], actor);
      return false;
    }
    const patch = { state: 'checked', delivery_number: header.deliveryNumber };
    const where = sql`r.id = ${file.id} and r.state = 'received'`;
    await updateWithEvents(tx, 'inbound_file', patch, where, 'check', actor);
    return true;
  });
}

/** Two files under one delivery number would be two truths: one at a time asks, and the first one holds. */
async function sameDelivery(tx: Tx, file: FileRow, deliveryNumber: string): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`deliveries in:${file.agreementId}`}, 0))`.execute(tx);
  const first = await tx
    .selectFrom('inbound_file')
    .select('file_name')
    .where('agreement_id', '=', file.agreementId)
    .where('format', '=', file.format)
    .where('delivery_number', '=', deliveryNumber)
    .where('state', 'in', ['checked', 'ingested'])
    .where('id', '<>', file.id)
    .executeTakeFirst();
  return first?.file_name ?? null;
}

/** The company's agreements by PBS number: a delivery may hold sections of several creditors. */
async function agreementsOf(database: Database, file: FileRow): Promise<ReadonlyMap<string, number>> {
  const rows = await database.db
    .selectFrom('channel_agreement')
    .select(['id', 'pbs_number'])
    .where('company_id', '=', file.companyId)
    .orderBy('id')
    .execute();
  const own = rows.filter((row) => row.id === file.agreementId);
  // Where two agreements share a number, the file's own comes last and so has the word.
  return new Map([...rows, ...own].map((row) => [row.pbs_number, row.id]));
}

/** Stores what lies behind the file's cursor and moves the cursor, in one transaction. @returns the last line seen */
async function storeChunk(
  file: FileRow,
  chunk: Chunk,
  agreements: ReadonlyMap<string, number>,
  { database, actor, progress }: Ingest0602Parts,
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
    if (!cursor || cursor.ingested_to >= lastLine) return;
    const isNew = ({ lineNumber }: { readonly lineNumber: number }) => lineNumber > cursor.ingested_to;
    const facts = chunk.facts.filter(isNew);
    const ours = facts.filter((fact) => agreements.has(fact.creditorNumber));
    const strangers = facts.filter((fact) => !agreements.has(fact.creditorNumber));
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
    await tx.updateTable('inbound_file').set({ ingested_to: lastLine }).where('id', '=', file.id).execute();
  });
  progress?.(lastLine);
  return lastLine;
}

async function storeRecords(tx: Tx, fileId: number, records: readonly RecordSpan[]): Promise<void> {
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
function findingOf(file: FileRow, found: Problem): readonly Finding[] {
  const { context } = found;
  const field = 'field' in context ? context.field : '';
  const dedupeKey = `${found.code}:file:${file.id}:${lineOf(found)}:${field}`;
  return [{ problem: found, subject: 'file', subjectId: file.id, dedupeKey }];
}

/** Sums up what was stored and orders the matching, in the transaction that says the file is in. */
async function finish(file: FileRow, lastLine: number, { database, actor }: Ingest0602Parts): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    const patch = {
      state: 'ingested',
      fact_count: sql`(select count(*) from payment p where p.file_id = r.id)`,
      effect_minor: sql`(select coalesce(sum(p.effect_minor), 0)::bigint from payment p where p.file_id = r.id)`,
    };
    const where = sql`r.id = ${file.id} and r.state = 'checked'`;
    await updateWithEvents(tx, 'inbound_file', patch, where, 'ingest', actor);
    const stretches = Array.from({ length: Math.ceil(lastLine / chunkSize) }, (_, i) => ({
      fileId: file.id,
      fromLine: i * chunkSize + 1,
      toLine: (i + 1) * chunkSize,
    }));
    await addWork(
      tx,
      stretches.map((payload) => ({
        companyId: file.companyId,
        type: 'match-payments',
        payload,
        dedupeKey: `match-payments:${file.id}:${payload.fromLine}`,
      })),
      actor.at,
    );
  });
}
