import { sql } from 'kysely';
import type { Transport, Vault } from '#files';
import { type Moment, problem, problemOf } from '#kernel';
import { type Actor, type Database, updateWithEvents } from '#store';
import { firstBytes } from './fetch-files.ts';
import { type FileRow, quarantine } from './inbound-file.ts';
import { registerFile } from './register-file.ts';

export interface OpenSealedParts {
  readonly database: Database;
  readonly vault: Vault;
  readonly moment: Moment;
  readonly by: string;
  /** The transport of an agreement, which holds the keys; whoever asks closes it. */
  readonly transportOf: (agreementId: number) => Promise<Transport>;
}

const headInBytes = 4096;
const largestContent = 1_073_741_824;

/**
 * Tries again to open a file that came encrypted and signed and could not be opened, now that a key may have been added. What
 * it held comes in as a file of its own, beside the bytes as they came.
 */
export async function openSealed(
  file: FileRow,
  actor: Actor,
  parts: OpenSealedParts,
): Promise<'ingested' | 'quarantined'> {
  const { database, vault } = parts;
  const transport = await parts.transportOf(file.agreementId);
  try {
    const { sealed } = transport;
    const text = `the transport ${transport.name} has no keys`;
    if (!sealed) throw new Error(text);
    const options = { limitInBytes: largestContent, fileName: file.fileName };
    const opened = await vault.put(sealed.open(file.fileName, vault.open(file.sha256), largestContent), options);
    const head = await firstBytes(vault.openRange(opened.sha256, 0, Math.min(opened.size, headInBytes)));
    const { agreementId, fileName, sha256: sealedSha256 } = file;
    const received = { agreementId, transport: transport.name, fileName, ...opened, sealedSha256, head };
    await registerFile(received, parts);
    const where = sql`r.id = ${file.id} and r.state = 'received'`;
    await updateWithEvents(database.db, 'inbound_file', { state: 'ingested' }, where, 'ingest', actor);
    return 'ingested';
  } catch (thrown) {
    const found = problemOf(thrown);
    const isFinal = found.code === 'FILE_NOT_DECRYPTED' || found.code === 'FILE_SIGNATURE_WRONG';
    if (!isFinal && found.code !== 'UNEXPECTED') throw thrown;
    const refusal = isFinal ? found : problem('FILE_UNKNOWN', { fileName: file.fileName, startsWith: 'sealed' });
    await database.db.transaction().execute((tx) => quarantine(tx, file, [refusal], actor));
    return 'quarantined';
  } finally {
    await transport.close();
  }
}
