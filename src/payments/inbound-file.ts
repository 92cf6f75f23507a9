import { sql } from 'kysely';
import { openExceptions } from '#exceptions';
import { type Problem, problem } from '#kernel';
import { type Actor, type DbOrTx, type Tx, updateWithEvents } from '#store';

/** An inbound file as its intake needs it. */
export interface FileRow {
  readonly id: number;
  readonly companyId: number;
  readonly agreementId: number;
  readonly fileName: string;
  readonly sha256: string;
  readonly size: number;
  readonly format: string;
  readonly state: string;
}

export async function findFile(db: DbOrTx, id: number): Promise<FileRow | null> {
  const found = await sql<FileRow>`
    select id, company_id as "companyId", agreement_id as "agreementId", file_name as "fileName", sha256, size, format, state
    from inbound_file where id = ${id}`.execute(db);
  return found.rows[0] ?? null;
}

/** Sets a file aside, whole: it is kept, nothing of it is settled, and the error log says why. */
export async function quarantine(tx: Tx, file: FileRow, problems: readonly Problem[], actor: Actor): Promise<void> {
  const where = sql`r.id = ${file.id} and r.state = 'received'`;
  const moved = await updateWithEvents(tx, 'inbound_file', { state: 'quarantined' }, where, 'quarantine', actor);
  if (moved.length === 0) return;
  const found = problems.length > 0 ? problems : [unknownFile(file)];
  // One entry for each kind; the first of its kind says where it begins.
  const firsts = found.filter((one, i) => found.findIndex((other) => other.code === one.code) === i);
  await openExceptions(
    tx,
    file.companyId,
    firsts.map((one) => ({ problem: one, subject: 'file' as const, subjectId: file.id })),
    actor,
  );
}

const unknownFile = ({ fileName }: FileRow): Problem => problem('FILE_UNKNOWN', { fileName, startsWith: '' });
