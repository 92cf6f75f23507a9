import { sql } from 'kysely';
import type { ListBatch, RecordSpan } from '#channels';
import type { Vault } from '#files';
import { type Problem, problem } from '#kernel';
import { openExceptions } from '#exceptions';
import { type Actor, type Database, type Tx, updateWithEvents } from '#store';
import { sameDelivery } from './check-payment-file.ts';
import { type FileRow, quarantine } from './inbound-file.ts';
import { findingOf, storeRecords } from './store-payment-chunk.ts';

export interface ListParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly actor: Actor;
}

export type ListReader<Fact> = (source: AsyncIterable<Uint8Array>, fileName: string) => AsyncIterable<ListBatch<Fact>>;

/** A list of mandates or remarks is read whole: it is about as long as the list of customers. */
const mostFacts = 2_000_000;

/**
 * Takes in a list (mandates, remarks): all of it in one transaction, or nothing when it is cut short or its totals are wrong.
 * Run again, there is nothing to do.
 */
export async function ingestList<Fact>(
  file: FileRow,
  read: ListReader<Fact>,
  take: (tx: Tx, facts: readonly Fact[]) => Promise<void>,
  { database, vault, actor }: ListParts,
): Promise<'ingested' | 'quarantined'> {
  const whole = await readWhole(read(vault.open(file.sha256), file.fileName));
  return database.db.transaction().execute(async (tx) => {
    const reused = whole.messageId === null ? null : await sameDelivery(tx, file, whole.messageId);
    const fatal = reused === null ? whole.fatal : [...whole.fatal, reusedBy(file, whole.messageId ?? '', reused)];
    if (fatal.length > 0) {
      await quarantine(tx, file, fatal, actor);
      return 'quarantined';
    }
    const patch = { state: 'ingested', delivery_number: whole.messageId };
    const where = sql`r.id = ${file.id} and r.state = 'received'`;
    const moved = await updateWithEvents(tx, 'inbound_file', patch, where, 'ingest', actor);
    if (moved.length === 0) return 'ingested';
    await storeRecords(tx, file.id, whole.records);
    await take(tx, whole.facts);
    const findings = whole.problems.flatMap((found) => findingOf(file, found));
    await openExceptions(tx, file.companyId, findings, actor);
    return 'ingested';
  });
}

interface WholeList<Fact> {
  readonly facts: Fact[];
  readonly records: RecordSpan[];
  readonly problems: Problem[];
  readonly fatal: Problem[];
  readonly messageId: string | null;
}

async function readWhole<Fact>(batches: AsyncIterable<ListBatch<Fact>>): Promise<WholeList<Fact>> {
  const facts: Fact[] = [];
  const records: RecordSpan[] = [];
  const problems: Problem[] = [];
  const fatal: Problem[] = [];
  let messageId: string | null = null;
  for await (const batch of batches) {
    messageId ??= batch.header?.messageId ?? null;
    for (const fact of batch.facts) if (facts.length < mostFacts) facts.push(fact);
    for (const record of batch.records) records.push(record);
    problems.push(...batch.problems);
    fatal.push(...batch.fatal);
  }
  return { facts, records, problems, fatal, messageId };
}

const reusedBy = ({ fileName, format }: FileRow, deliveryNumber: string, firstFileName: string): Problem =>
  problem('DELIVERY_ID_REUSED', { fileName, deliveryType: format, deliveryNumber, firstFileName });
