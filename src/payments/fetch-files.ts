import { isRemovableFromNets, type RemoteFile, type Transport, type Vault } from '#files';
import { type Moment, type Problem, problemOf } from '#kernel';
import { openExceptions } from '#exceptions';
import { sql } from 'kysely';
import { alone, type Database } from '#store';
import { type ReceivedFile, registerFile } from './register-file.ts';

export interface FetchParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly transport: Transport;
  readonly moment: Moment;
  readonly by: string;
  readonly largestFile: number;
}

export interface FetchReport {
  readonly fetched: number;
  readonly problems: readonly Problem[];
}

/** Enough for every detection by content. */
const headInBytes = 4096;

/**
 * Fetches what waits for us: download, keep, register, and only then take it away there. Killed anywhere, the next fetch
 * finds the file still waiting, recognises it, and goes on. Our own uploads are never touched.
 */
export async function fetchFiles(input: { readonly agreementId: number }, parts: FetchParts): Promise<FetchReport> {
  const done = await alone(parts.database.pool, `fetch:${input.agreementId}`, () => fetchAll(input.agreementId, parts));
  return done?.value ?? { fetched: 0, problems: [] };
}

async function fetchAll(agreementId: number, parts: FetchParts): Promise<FetchReport> {
  const problems: Problem[] = [];
  let fetched = 0;
  try {
    const listing = await parts.transport.listing();
    problems.push(...listing.problems);
    const mayTake = await takeableNames(agreementId, parts);
    for (const file of listing.files.filter(({ name }) => mayTake(name))) {
      const problem = await fetchOne(agreementId, file, parts);
      if (problem) problems.push(problem);
      else fetched++;
    }
  } catch (thrown) {
    problems.push(problemOf(thrown));
  }
  if (problems.length > 0) await report(agreementId, problems, parts);
  return { fetched, problems };
}

/**
 * Which files are for us. In a mailbox of Nets, which several systems may share, only the names Nets gives its own files;
 * elsewhere all but what we sent ourselves.
 */
async function takeableNames(agreementId: number, { database }: FetchParts): Promise<(name: string) => boolean> {
  const { rows: agreements } = await sql<{ id: number; channel: string }>`
    select other.id, other.channel from channel_agreement other join channel_agreement one
      on other.company_id = one.company_id and other.transport = one.transport
    where one.id = ${agreementId}`.execute(database.db);
  if (agreements.every(({ channel }) => channel === 'betalingsservice')) return isRemovableFromNets;
  const { rows } = await sql<{ name: string }>`
    select file_name as name from delivery where agreement_id = any(${agreements.map(({ id }) => id)})`.execute(
    database.db,
  );
  const ours = new Set(rows.map(({ name }) => name));
  return (name) => !ours.has(name);
}

/** One file that cannot be fetched leaves the others be. */
async function fetchOne(agreementId: number, file: RemoteFile, parts: FetchParts): Promise<Problem | null> {
  const { transport, vault } = parts;
  try {
    const kept = await download(file.name, parts);
    const head = await firstBytes(vault.openRange(kept.sha256, 0, Math.min(kept.size, headInBytes)));
    const received = { agreementId, transport: transport.name, fileName: file.name, ...kept, head };
    const { fileId } = await registerFile(received, parts);
    await transport.remove(file.name);
    await parts.database.db
      .updateTable('file_sighting')
      .set({ is_taken_away: true })
      .where('file_id', '=', fileId)
      .where('file_name', '=', file.name)
      .execute();
    return null;
  } catch (thrown) {
    return problemOf(thrown);
  }
}

type Kept = Pick<ReceivedFile, 'sha256' | 'size' | 'sealedSha256' | 'refusal'>;

/**
 * Fetches a file into the vault. One that comes sealed is kept as it came first, and then opened: what cannot be opened, or
 * bears another's signature, is kept and refused, and nothing of it is read.
 */
async function download(fileName: string, { transport, vault, largestFile }: FetchParts): Promise<Kept> {
  const options = { limitInBytes: largestFile, fileName };
  const { sealed } = transport;
  if (!sealed) return vault.put(transport.fetch(fileName, largestFile), options);
  const raw = await vault.put(sealed.fetch(fileName, largestFile), { ...options, limitInBytes: largestFile * 2 });
  try {
    const opened = await vault.put(sealed.open(fileName, vault.open(raw.sha256), largestFile), options);
    return opened.sha256 === raw.sha256 ? opened : { ...opened, sealedSha256: raw.sha256 };
  } catch (thrown) {
    const refusal = problemOf(thrown);
    if (refusal.code !== 'FILE_NOT_DECRYPTED' && refusal.code !== 'FILE_SIGNATURE_WRONG') throw thrown;
    return { ...raw, refusal };
  }
}

export async function firstBytes(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function report(agreementId: number, problems: readonly Problem[], parts: FetchParts): Promise<void> {
  const { db } = parts.database;
  const agreement = await db
    .selectFrom('channel_agreement')
    .select('company_id')
    .where('id', '=', agreementId)
    .executeTakeFirstOrThrow();
  const findings = problems.map((problem) => ({
    problem,
    subject: 'company' as const,
    subjectId: agreement.company_id,
    dedupeKey: `fetch:${agreementId}:${JSON.stringify(problem)}`,
  }));
  await openExceptions(db, agreement.company_id, findings, { by: parts.by, at: parts.moment.at });
}
