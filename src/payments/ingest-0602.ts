import { sql } from 'kysely';
import { read0602 } from '#channels/betalingsservice';
import type { Vault } from '#files';
import { type Actor, addWork, type Database, updateWithEvents } from '#store';
import { checkPaymentFile } from './check-payment-file.ts';
import type { FileRow } from './inbound-file.ts';
import { lineOf, type PaymentChunk, storePaymentChunk } from './store-payment-chunk.ts';

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
  if (file.state === 'received' && !(await checkPaymentFile(file, parts))) return 'quarantined';
  const agreements = await agreementsOf(parts.database, file);
  let lastLine = 0;
  for await (const chunk of inChunks(read0602(parts.vault.open(file.sha256), file.fileName))) {
    lastLine = await storePaymentChunk(file, chunk, agreements, parts);
    parts.progress?.(lastLine);
  }
  await finish(file, lastLine, parts);
  return 'ingested';
}

/** Cuts what was read into chunks of so many records, whatever the blocks it was read in. */
async function* inChunks(batches: AsyncIterable<PaymentChunk>): AsyncGenerator<PaymentChunk> {
  let waiting: PaymentChunk = { facts: [], records: [], problems: [] };
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

const cut = ({ facts, records, problems }: PaymentChunk, isIn: (line: number) => boolean): PaymentChunk => ({
  facts: facts.filter((fact) => isIn(fact.lineNumber)),
  records: records.filter((span) => isIn(span.lineNumber)),
  problems: problems.filter((found) => isIn(lineOf(found))),
});

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
