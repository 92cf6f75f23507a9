import { sql } from 'kysely';
import { openExceptions } from '#exceptions';
import { type Moment, type Problem, problem } from '#kernel';
import { type Actor, addWork, type Database, insertWithEvents, type Tx } from '#store';
import { formatOf } from './format-of.ts';
import { quarantine } from './inbound-file.ts';

/** A file that came in and lies in the vault. */
export interface ReceivedFile {
  readonly agreementId: number;
  /** Where it came from: a transport's name, or `command line`. */
  readonly transport: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly size: number;
  /** The bytes as they came, where they came sealed (encrypted and signed). */
  readonly sealedSha256?: string | undefined;
  /** Why it cannot be opened: then these are the sealed bytes, and nothing of them may be read. */
  readonly refusal?: Problem | undefined;
  /** Its first bytes, enough to tell the format by. */
  readonly head: Buffer;
}

export interface RegisteredFile {
  readonly fileId: number;
  /**
   * `new`: it will be taken in. `same`: this very sighting was registered before. `again`: the same bytes came before,
   * under another name or after they had been taken away; the error log says so, and nothing else follows.
   */
  readonly outcome: 'new' | 'same' | 'again';
  readonly firstFileName: string;
}

/**
 * Registers a file by the hash of its bytes and orders its intake. The same bytes never have an effect twice, under
 * whatever name they come.
 */
export async function registerFile(
  file: ReceivedFile,
  parts: { readonly database: Database; readonly moment: Moment; readonly by: string },
): Promise<RegisteredFile> {
  const actor: Actor = { by: parts.by, at: parts.moment.at };
  return parts.database.db.transaction().execute(async (tx) => {
    const { company_id: companyId } = await tx
      .selectFrom('channel_agreement')
      .select('company_id')
      .where('id', '=', file.agreementId)
      .executeTakeFirstOrThrow();
    const [made] = await insertWithEvents(tx, 'inbound_file', [rowOf(companyId, file, actor)], 'receive', actor, {
      onConflict: 'do nothing',
    });
    if (!made) return seenAgain(tx, companyId, file, actor);
    const fileId = made.id;
    const sighting = { file_id: fileId, file_name: file.fileName, seen_at: actor.at };
    await tx.insertInto('file_sighting').values(sighting).execute();
    if (file.refusal) {
      const row = { ...file, id: fileId, companyId, format: sealedFormat, state: 'received' };
      await quarantine(tx, row, [file.refusal], actor);
      return { fileId, outcome: 'new', firstFileName: file.fileName };
    }
    const work = { companyId, type: 'ingest-file', payload: { fileId }, dedupeKey: `ingest-file:${fileId}` };
    await addWork(tx, [work], actor.at);
    return { fileId, outcome: 'new', firstFileName: file.fileName };
  });
}

/** The format of a file that could not be opened. */
export const sealedFormat = 'openpgp';

const rowOf = (companyId: number, file: ReceivedFile, actor: Actor) => ({
  company_id: companyId,
  agreement_id: file.agreementId,
  transport: file.transport,
  file_name: file.fileName,
  sha256: file.sha256,
  size: file.size,
  sealed_sha256: file.sealedSha256 ?? null,
  format: file.refusal ? sealedFormat : formatOf(file.head),
  state: 'received',
  fact_count: 0,
  effect_minor: 0,
  ingested_to: 0,
  received_at: actor.at,
});

async function seenAgain(tx: Tx, companyId: number, file: ReceivedFile, actor: Actor): Promise<RegisteredFile> {
  const { fileName, sha256 } = file;
  const first = await tx
    .selectFrom('inbound_file')
    .select(['id', 'file_name', 'received_at'])
    .where('agreement_id', '=', file.agreementId)
    .where('sha256', '=', sha256)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const answer = { fileId: first.id, firstFileName: first.file_name };
  // A sighting that was not taken away yet is the same one, seen again after the work was cut short.
  const isNew = await sql`
    insert into file_sighting (file_id, file_name, seen_at) values (${first.id}, ${fileName}, ${actor.at})
    on conflict (file_id, file_name) do update set seen_at = excluded.seen_at, is_taken_away = false
      where file_sighting.is_taken_away returning file_id`.execute(tx);
  if (isNew.rows.length === 0) return { ...answer, outcome: 'same' };
  const context = { fileName, sha256, firstReceivedAt: first.received_at.toISOString() };
  const finding = {
    problem: problem('FILE_ALREADY_RECEIVED', context),
    subject: 'file' as const,
    subjectId: first.id,
    dedupeKey: `FILE_ALREADY_RECEIVED:${first.id}:${fileName}`,
  };
  await openExceptions(tx, companyId, [finding], actor);
  return { ...answer, outcome: 'again' };
}
