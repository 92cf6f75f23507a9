import { sql } from 'kysely';
import type { Vault } from '#files';
import { agreementsByCreditor } from '#journal';
import { type Actor, addWork, type Database, updateWithEvents } from '#store';
import { checkPaymentFile } from './check-payment-file.ts';
import type { FileRow } from './inbound-file.ts';
import type { PaymentIntake } from './payment-intake.ts';
import { recordsDigest } from './records-digest.ts';
import { lineOf, type PaymentChunk, storePaymentChunk } from './store-payment-chunk.ts';

export interface IngestPaymentsParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly actor: Actor;
  readonly progress?: ((lines: number) => void) | undefined;
}

/** Rows per transaction, and lines per piece of matching work: a few hundred milliseconds each. */
const chunkSize = 2000;

/**
 * Takes in a payment file of any format: the whole file is checked first; then its payments are stored, chunk by chunk.
 *
 * A file that is cut short or whose totals are wrong settles nothing. Killed anywhere and started again, the intake goes
 * on behind the last chunk that was stored.
 */
export async function ingestPayments(
  file: FileRow,
  intake: PaymentIntake,
  parts: IngestPaymentsParts,
): Promise<'ingested' | 'quarantined'> {
  if (file.state === 'received' && !(await checkPaymentFile(file, intake, parts))) return 'quarantined';
  const agreements = await agreementsByCreditor(parts.database.db, file);
  let lastLine = 0;
  for await (const chunk of inChunks(intake.read(parts.vault.open(file.sha256), file.fileName))) {
    lastLine = Math.max(lastLine, await storePaymentChunk(file, chunk, agreements, parts));
    parts.progress?.(lastLine);
  }
  await finish(file, lastLine, parts);
  return 'ingested';
}

/** Cuts what was read into chunks of so many records, whatever the blocks it was read in. */
async function* inChunks(batches: AsyncIterable<PaymentChunk>): AsyncGenerator<PaymentChunk> {
  let waiting: PaymentChunk = { facts: [], records: [], problems: [], statements: [] };
  for await (const { facts, records, problems, statements } of batches) {
    waiting = {
      facts: [...waiting.facts, ...facts],
      records: [...waiting.records, ...records],
      problems: [...waiting.problems, ...problems],
      statements: [...waiting.statements, ...statements],
    };
    for (let last = waiting.records[chunkSize - 1]; last; last = waiting.records[chunkSize - 1]) {
      const { lineNumber } = last;
      const isIn = (line: number): boolean => line <= lineNumber;
      yield cut(waiting, isIn);
      waiting = cut(waiting, (line) => !isIn(line));
    }
  }
  if (waiting.records.length + waiting.statements.length + waiting.problems.length > 0) yield waiting;
}

const cut = (
  { facts, records, problems, statements }: PaymentChunk,
  isIn: (line: number) => boolean,
): PaymentChunk => ({
  facts: facts.filter((fact) => isIn(fact.lineNumber)),
  records: records.filter((span) => isIn(span.lineNumber)),
  problems: problems.filter((found) => isIn(lineOf(found))),
  statements: statements.filter(({ lineNumber }) => isIn(lineNumber)),
});

/** Sums up what was stored and orders the matching, in the transaction that says the file is in. */
async function finish(file: FileRow, lastLine: number, { database, actor }: IngestPaymentsParts): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    const patch = {
      state: 'ingested',
      fact_count: sql`(select count(*) from payment p where p.file_id = r.id)`,
      effect_minor: sql`(select coalesce(sum(p.effect_minor), 0)::bigint from payment p where p.file_id = r.id)`,
      records_digest: recordsDigest(sql`r.id`),
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
